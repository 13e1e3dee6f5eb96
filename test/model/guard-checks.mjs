// What is checked of the guard's balances and of money, within which bounds, and the errors that must be found if they are planted.

/** An error: the world in which it is found, where it is, and what must be found broken. */
function planted([world, definition, from, to, breaks]) {
  return { world, definition, from, to, breaks };
}

const balances = {
  file: 'balances.qnt',
  main: 'balances',
  invariants: ['noGroupOverdrawn', 'capHolds', 'honestNeverDry'],
  ofSteps: [
    'chargesAllOrNothing',
    'faultsCostAMessage',
    'lostStepsChangeNothing',
    'repaidOnce',
    'givesBackWhatItTook',
    'forgottenStaysForgotten',
    'refillsByTimeAlone',
    'datesOnlyRise',
    'comesBackInTime',
    'comesBackNoLaterThanNeeded',
  ],
  plants: [
    // prettier-ignore
    ...[
      ['people', 'change', 'max(0, balance.amount + units)', '(balance.amount + units)', 'noGroupOverdrawn'],
      ['strangers', 'change', 'min(termsOf(rules, key).most, max(0, balance.amount + units))', 'max(0, balance.amount + units)', 'capHolds'],
      ['clocks', 'balanceAt', 'stored.at > now + CLOCK_ERROR', 'stored.at > now', 'noGroupOverdrawn'],
      ['clocks', 'balanceAt', 'stored.at > now + CLOCK_ERROR', 'stored.at > now', 'datesOnlyRise'],
      ['clocks', 'balanceAt', 'if (stored.at > now + CLOCK_ERROR) now else stored.at + passed', 'now', 'datesOnlyRise'],
      ['strangers', 'decideIn', 'if (short.wait > 0)', 'if (short.wait > MESSAGE - 1)', 'chargesAllOrNothing'],
      ['strangers', 'balanceAt', 'min(start, stored.amount + passed)', 'min(start, stored.amount + 2 * passed)', 'refillsByTimeAlone'],
      ['strangers', 'balanceAt', 'min(start, stored.amount + passed)', 'min(start, stored.amount + 2 * passed)', 'noGroupOverdrawn'],
      ['people', 'payBack', 'chargedGroups(c)', 'askedGroups(c)', 'repaidOnce'],
      ['people', 'change', 'max(0, balance.amount + units)', 'max(0, balance.amount + units - 1)', 'honestNeverDry'],
      ['people', 'refundedGroups', 'kept.contains(key._1)', 'false', 'givesBackWhatItTook'],
      ['people', 'refundedGroups', 'askedGroups(c)', 'chargedGroups(c)', 'givesBackWhatItTook'],
      ['strangers', 'refundedGroups', 'OF_ONE_NUMBER.contains(key._1) and isForgotten(rules, table, key, now)', 'false', 'forgottenStaysForgotten'],
      ['clocks', 'untilEnough', 'balance.at - now + MESSAGE', 'MESSAGE', 'comesBackInTime'],
      ['strangers', 'untilEnough', 'balance.at - now + MESSAGE', 'balance.at - now + 1 + MESSAGE', 'comesBackNoLaterThanNeeded'],
      ['people', 'soonest', 'each.wait < first[0].wait', 'each.lane == "proved"', 'comesBackNoLaterThanNeeded'],
      ['strangers', 'verify', 'table: payBack(rulesOf(s), s.table, c, now)', 'table: payBack(rulesOf(s), payBack(rulesOf(s), s.table, c, now), c, now)', 'repaidOnce'],
      ['strangers', 'giveBack', 'table: refund(rulesOf(s), s.table, c, kept, now)', 'table: refund(rulesOf(s), refund(rulesOf(s), s.table, c, kept, now), c, kept, now)', 'noGroupOverdrawn'],
      ['faults', 'taken', 'if (call.fault == "lose") only(s)', 'if (false) only(s)', 'lostStepsChangeNothing'],
      ['faults', 'decideIn', 'change(rules, t, key, -MESSAGE, now)', 'change(rules, t, key, -2 * MESSAGE, now)', 'faultsCostAMessage'],
      ['faults', 'undo', 'change(rulesOf(s), t, key, MESSAGE, now)', 'change(rulesOf(s), t, key, 2 * MESSAGE, now)', 'noGroupOverdrawn'],
    ].map(planted),
  ],
};

const spending = {
  file: 'spending.qnt',
  main: 'spending',
  invariants: ['noBudgetPassed', 'heldIsWhatWasReserved', 'countedInEachPlace', 'sentStaysCounted'],
  ofSteps: ['refusalsChangeNothing', 'namesAShortBudget', 'comesBackInTime', 'releasesOnce'],
  plants: [
    // prettier-ignore
    ...[
      ['budgets', 'isShort', '+ price > most', '> most', 'noBudgetPassed'],
      ['budgets', 'shortOf', '(one._1 != "all" or worldOf(s).hasTotal) and', 'one._1 != "all" and', 'noBudgetPassed'],
      ['budgets', 'tagsOf', 'if (total) [country, "all"] else [country]', '[country]', 'countedInEachPlace'],
      ['budgets', 'tagsOf', 'if (total) [country, "all"] else [country]', '[country]', 'noBudgetPassed'],
      ['budgets', 'release', '-(m.price), -1', '-(m.price), 0', 'heldIsWhatWasReserved'],
      ['budgets', 'release', 'm.total, m.day,', 'm.total, s.today,', 'heldIsWhatWasReserved'],
      ['budgets', 'release', 'm.total, m.day,', 'm.total, s.today,', 'releasesOnce'],
      ['budgets', 'release', '-(m.price), -1', '-(2 * m.price), -1', 'sentStaysCounted'],
      ['budgets', 'callsOf', 'tuples(messagesOf(s, Set("reserved", "unsent"))', 'tuples(messagesOf(s, Set("reserved", "released"))', 'releasesOnce'],
      ['budgets', 'reserve', 'if (short.length() > 0) { state: s,', 'if (short.length() > 0) { state: { ...s, held: book(s, country, false, day, price, 1) },', 'refusalsChangeNothing'],
      ['budgets', 'shortOf', '"country.day")', '"country.month")', 'namesAShortBudget'],
      ['budgets', 'dayOf', '(tag, "day", day)', '(tag, "day", day - day)', 'comesBackInTime'],
      ['faults', 'reserve', 'fate: fate }', 'fate: "released" }', 'heldIsWhatWasReserved'],
    ].map(planted),
  ],
};

const cluster = {
  file: 'cluster.qnt',
  main: 'cluster',
  invariants: [
    'noGroupOverdrawn',
    'paidInBothOrNeither',
    'faultsCostAMessage',
    'allOrNothingAtTheEnd',
    'everyRequestEnds',
  ],
  ofSteps: [],
  plants: [
    // prettier-ignore
    ...[
      ['', 'chargeAll', 'else if (s.world.left < 1)', 'else if (s.world.left < 0)', 'noGroupOverdrawn'],
      ['', 'chargeCountry', '"sent")\n    else if (s.country.left >= 2)', '"country")\n    else if (s.country.left >= 2)', 'everyRequestEnds'],
      ['', 'chargeCountry', 'else if (s.country.left < 1) at({ ...s, world: owe(s.world) },', 'else if (s.country.left < 1) at(s,', 'paidInBothOrNeither'],
      ['', 'chargeCountry', 'else if (s.country.left < 1) at({ ...s, world: owe(s.world) },', 'else if (s.country.left < 1) at(s,', 'allOrNothingAtTheEnd'],
      ['', 'chargeCountry', 'if (call.fault == "lose") at({ ...s, world: owe(s.world) },', 'if (call.fault == "lose") at(s,', 'paidInBothOrNeither'],
      ['', 'chargeAll', 'losing(pay(s.world, 1), 1)', 'losing(pay(s.world, 1), 3)', 'faultsCostAMessage'],
      ['', 'refund', 'world: owe(s.world), country', 'country', 'allOrNothingAtTheEnd'],
    ].map(planted),
  ],
};

const budgets = {
  file: 'budgets.qnt',
  main: 'budgets',
  invariants: [
    'noBudgetPassed',
    'heldIsWhatWasReserved',
    'faultsCostAMessage',
    'allOrNothingAtTheEnd',
    'everyRequestEnds',
  ],
  ofSteps: [],
  plants: [
    // prettier-ignore
    ...[
      ['', 'reserveIn', 'else if (slot.held + 1 > BUDGET)', 'else if (slot.held > BUDGET)', 'noBudgetPassed'],
      ['', 'giveBack', 'owed: slot.owed - 1, held: slot.held - 1', 'owed: slot.owed - 1, held: slot.held - 2', 'heldIsWhatWasReserved'],
      ['', 'answer', 'country: if (asked.country == "reserved") owing(s.country) else s.country', 'country: s.country', 'heldIsWhatWasReserved'],
      ['', 'answer', 'total: if (asked.total == "reserved") owing(s.total) else s.total', 'total: s.total', 'allOrNothingAtTheEnd'],
      ['', 'reserveIn', 'losing(slot, 2, 1)', 'losing(slot, 4, 3)', 'faultsCostAMessage'],
      ['', 'answer', '{ ...asked, phase: "reserved" }', 'asked', 'everyRequestEnds'],
    ].map(planted),
  ],
};

/** A world is one of the model's `WORLDS`. */
export const guardParts = [
  { ...balances, worlds: { strangers: 5, people: 4, clocks: 4, faults: 4 }, crowds: ['crowd', 'jumps'] },
  { ...spending, worlds: { budgets: 7, midnight: 8, faults: 6 }, crowds: ['crowd'] },
  { ...cluster, worlds: { '': Infinity } },
  { ...budgets, worlds: { '': Infinity } },
];
