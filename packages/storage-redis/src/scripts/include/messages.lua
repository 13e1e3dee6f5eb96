-- The messages of a session: `claims` and, of those that were sent or perhaps, the greatest `attempt` (of those that were),
-- whether there is any (`sent`), whether one carried the code in force (`code_sent`), and the `receipt` of the one that
-- was claimed last, of those that have one.
local most_claims = 8

-- Messages are settled in any order, but the receipt is that of the one that was claimed last. `claim` is among the
-- claims, or was claimed after all of them.
local function keep_receipt(messages, claim)
  if not claim.receipt or claim.superseded then return end
  messages.receipt = claim.receipt
  for _, older in ipairs(messages.claims) do
    if older == claim then return end
    older.superseded = true
  end
end

local function count_as_perhaps_sent(messages, claim)
  keep_receipt(messages, claim)
  messages.sent = true
  messages.code_sent = messages.code_sent or claim.carries
end

local function count_as_sent(messages, claim)
  count_as_perhaps_sent(messages, claim)
  if claim.attempt then messages.attempt = math.max(messages.attempt or claim.attempt, claim.attempt) end
end

-- The messages at `now`: a claim still in flight at the end of its lifetime counts as sent.
local function messages_at(messages, now)
  local seen = { claims = {}, attempt = messages.attempt, sent = messages.sent, code_sent = messages.code_sent }
  seen.receipt = messages.receipt
  for _, claim in ipairs(messages.claims) do
    if now < claim.ends then
      seen.claims[#seen.claims + 1] = claim
    elseif claim.state == under_way then
      count_as_sent(seen, claim)
    end
  end
  return seen
end

-- The stored form of the messages: an ended claim stays as long as clocks may differ, unless there are many.
local function messages_to_keep(messages, now)
  local kept = messages_at(messages, now - clocks_differ)
  if #kept.claims > 2 * most_claims then return messages_at(messages, now) end
  return kept
end

-- Writes a session with an unchanged end.
local function rewrite_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'KEEPTTL')
end

-- Writes a session with another end. Redis deletes it later, because it counts by its own clock from the arrival of the
-- call.
local function keep_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)
end
