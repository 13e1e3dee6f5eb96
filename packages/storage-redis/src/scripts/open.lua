-- Purpose: finds or starts the session of a triple, and claims the message if one should be sent.
--
-- KEYS  1..n          the session under each of the n secrets, newest first
--       n+1..         the number's counts, a key a day: from the day in which the longest window began to the day of a
--                     clock that is a minute ahead; none if the number is not limited
-- ARGV  1             n
--       2             now, Unix ms
--       3             lifetime of the session, ms
--       4             lifetime of the code, ms
--       5             wrong codes allowed
--       6             1 for a decoy, else 0
--       7             send attempt, or empty
--       8             the claim
--       9             lifetime of the claim, ms
--       10            number id
--       11            ms until Redis drops today's counts
--       12            the longest window of the limits, ms
--       13            the message's receipt (empty: none)
--       14..13+5n     under a secret: generation, nonce, mac, address, next_link (empty: none)
--       14+5n         the number of limits
--       then          messages and window (ms) of each
-- Output  {'opened', the secret's index from 0, generation, nonce, 'claimed' | 'under-way' | 'sent', the claim under way or nil}
--         {'limited', ms until one may be sent}
-- @include clocks-differ
-- @include session-record
-- @include messages
-- @include message-limits
local day = 86400000
local secrets, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local session_lifetime, code_lifetime = tonumber(ARGV[3]), tonumber(ARGV[4])
local decoy, attempt = ARGV[6] == '1', tonumber(ARGV[7])
local claim_id, claim_ends, number_id = ARGV[8], now + tonumber(ARGV[9]), ARGV[10]
local limits_at = 14 + 5 * secrets
local days = #KEYS - secrets
local today = now - now % day
-- The last of the days, and which of them is today.
local last_day = now + clocks_differ - (now + clocks_differ) % day
local place_of_today = days - (last_day - today) / day

local function optional(value)
  return value ~= '' and value or nil
end

local function field(place, name)
  return optional(ARGV[13 + 5 * (place - 1) + name])
end
local generation, nonce, mac, address, next_link = 1, 2, 3, 4, 5

-- A number's counts of a day are one field of a hash that a quarter of the slot's numbers share: 4 bytes a message, ms
-- into the day. Returns the times of all days, and today's packed.
local function counted_times()
  local times, todays = {}, ''
  for place = 1, days do
    local start = last_day + (place - days) * day
    local packed = redis.call('HGET', KEYS[secrets + place], number_id) or ''
    for at = 1, #packed, 4 do times[#times + 1] = start + struct.unpack('>I4', packed, at) end
    if place == place_of_today then todays = packed end
  end
  return times, todays
end

local function count_message(todays)
  if days == 0 then return end
  local key = KEYS[secrets + place_of_today]
  local oldest = now - tonumber(ARGV[12]) - clocks_differ - today
  while todays ~= '' and struct.unpack('>I4', todays) <= oldest do todays = string.sub(todays, 5) end
  redis.call('HSET', key, number_id, todays .. struct.pack('>I4', now - today))
  redis.call('PEXPIRE', key, ARGV[11])
end

-- No sent or in-flight message carries a new code.
local function give_code(session, place, expires)
  session.nonce, session.mac = field(place, nonce), field(place, mac)
  session.code_expires, session.decoy = expires, decoy
  session.messages.code_sent = false
  for _, claim in ipairs(session.messages.claims) do claim.carries = false end
end

-- The attempts and claims of a dead session stay, because they belong to the triple.
local function start_session(dead)
  local messages = dead and messages_at(dead.messages, now) or { claims = {} }
  messages.sent, messages.receipt = false, nil
  for _, claim in ipairs(messages.claims) do claim.superseded = false end
  local session = { generation = field(1, generation), address = field(1, address), wrong = 0, messages = messages }
  give_code(session, 1, now + code_lifetime)
  return session
end

-- The claim that a call with this attempt waits for: this or a greater attempt is in flight.
local function claim_to_await(claims)
  local least
  for _, claim in ipairs(claims) do
    local is_awaited = claim.state == under_way and claim.attempt and claim.attempt >= attempt
    if is_awaited and (not least or claim.attempt < least.attempt) then least = claim end
  end
  return least
end

-- If there are too many claims, the oldest settled one is deleted; if none is settled, the oldest one counts as sent.
local function make_room(messages)
  local claims = messages_at(messages, now).claims
  if #claims < most_claims then return end
  local oldest = claims[1]
  for place = #claims, 1, -1 do
    if claims[place].state ~= under_way then oldest = claims[place] end
  end
  if oldest.state == under_way then count_as_sent(messages, oldest) end
  local _, place = find_claim(messages.claims, oldest.id)
  table.remove(messages.claims, place)
end

local function claim_message(messages, receipt)
  local claim = { id = claim_id, state = under_way, carries = true, ends = claim_ends, attempt = attempt }
  claim.receipt = receipt
  if now >= claim_ends then return count_as_sent(messages, claim) end
  make_room(messages)
  messages.claims[#messages.claims + 1] = claim
end

local function opened(session, place, message, awaited)
  return { 'opened', place - 1, session.generation, session.nonce, message, awaited or false }
end

local session, place = find_session(secrets, now)

if session then
  -- The client sent the call twice, because it lost the connection before the first reply. The answer must be the same,
  -- or nobody would send the message.
  if find_claim(session.messages.claims, claim_id) then return opened(session, place, 'claimed') end
  local messages = messages_at(session.messages, now)
  if attempt and messages.attempt and attempt <= messages.attempt then return opened(session, place, 'sent') end
  local awaited = attempt and claim_to_await(messages.claims)
  if awaited then return opened(session, place, 'under-way', awaited.id) end
end
local times, todays = counted_times()
local wait = wait_for_limits(times, limits_at, now)
if wait > 0 then return { 'limited', wait } end

if not session or is_used_up(session, tonumber(ARGV[5])) then
  if session and place > 1 then redis.call('DEL', KEYS[place]) end
  session, place = start_session(session), 1
elseif now >= session.code_expires then
  give_code(session, place, now + code_lifetime)
elseif session.decoy ~= decoy then
  -- A later expiry would reveal that the session changed.
  give_code(session, place, session.code_expires)
end
-- A validated session has given its receipt back and needs no other.
claim_message(session.messages, not session.validated_at and optional(ARGV[13]) or nil)
session.next_link = field(place, next_link) or session.next_link
-- The count comes first, so that no message is sent uncounted.
count_message(todays)
if session.validated_at then
  rewrite_session(KEYS[place], session, now)
else
  session.expires = now + session_lifetime
  keep_session(KEYS[place], session, now)
end
return opened(session, place, 'claimed')
