-- Purpose: finds or starts the session of a triple, and claims the message if one should be sent.
--
-- KEYS  1..n          the session under each of the n secrets, newest first
--       n+1..         the number's counts, a key a day: from the day in which the longest window began to the day of a
--                     clock that is a minute ahead; none if the number is not limited
-- ARGV  1             packed, big-endian:
--         6           now, Unix ms
--         6, 6        lifetime of the session and of the code, ms
--         1           wrong codes allowed, at most 255
--         1           flags: 1 for a decoy, 2 if the send attempt is given
--         7           send attempt
--         4, 6        the claim, and its lifetime, ms
--         12          number id
--         6           ms until Redis drops today's counts
--         6           the longest window of the limits, ms
--         n           the message's receipt, none if empty; a byte with its length comes first
--         1           the number of secrets; then under each:
--           4, 4      generation, nonce
--           6, 8      mac, address
--           n         next_link, none if empty; 2 bytes with its length come first
--         1           the number of limits; then of each:
--           6, 6      messages, window (ms)
-- Output  {'opened', the secret's index from 0, generation, nonce, 'claimed' | 'under-way' | 'sent', the claim under way or
--          nil, when the code expires (Unix ms), what is kept of the last message or nil; only if this call claims one}
--         {'limited', ms until one may be sent}
-- @include clocks-differ
-- @include session-format
local day = 86400000
local now, session_lifetime, code_lifetime, wrong_allowed, flags, given_attempt, claim_id, claim_lifetime, number_id,
  counts_left, widest, receipt, secrets, after_head = struct.unpack('>I6I6I6BBI7c4I6c12I6I6Bc0B', ARGV[1])
local decoy, attempt, claim_ends = flags % 2 == 1, flags >= 2 and given_attempt or nil, now + claim_lifetime
local of_secret, of_limit = '>c4c4c6c8I2c0', '>I6I6'
local days = #KEYS - secrets
local today = now - now % day
-- The last of the days, and which of them is today.
local last_day = now + clocks_differ - (now + clocks_differ) % day
local place_of_today = days - (last_day - today) / day

local function optional(value)
  return value ~= '' and value or nil
end

-- A number's counts of a day are one field of a hash that a quarter of the slot's numbers share: 4 bytes a message, ms
-- into the day. `todays`: the earlier ones that still count, packed.
local function count_message(todays)
  if days == 0 then return end
  local key = KEYS[secrets + place_of_today]
  redis.call('HSET', key, number_id, todays .. struct.pack('>I4', now - today))
  redis.call('PEXPIRE', key, counts_left)
end

local function is_anything_stored()
  for place = 1, secrets do
    if redis.call('GET', KEYS[place]) then return true end
  end
  for place = secrets + 1, #KEYS do
    if redis.call('HGET', KEYS[place], number_id) then return true end
  end
  return false
end

-- True if a limit lets no message through, not even the first.
local function is_closed(at)
  local limits, messages = nil, nil
  limits, at = struct.unpack('B', ARGV[1], at)
  for _ = 1, limits do
    messages, _, at = struct.unpack(of_limit, ARGV[1], at)
    if messages < 1 then return true end
  end
  return false
end

-- Most calls are the first for their number: their session is written without being read as tables, which takes a third
-- of the time. All others go on below, by the same rules.
if claim_lifetime > 0 and not is_anything_stored() then
  local generation, nonce, mac, address, next_link, at = struct.unpack(of_secret, ARGV[1], after_head)
  local after_secrets = at
  for _ = 2, secrets do _, _, _, _, _, after_secrets = struct.unpack(of_secret, ARGV[1], after_secrets) end
  if not is_closed(after_secrets) then
    local expires, code_expires = now + session_lifetime, now + code_lifetime
    local session = struct.pack(head_format, 4 + (decoy and 1 or 0) + (next_link ~= '' and 8 or 0), 0, expires,
      code_expires, generation, nonce, mac, address)
    local claim = pack_claim(0, true, false, claim_id, claim_ends, attempt, optional(receipt))
    count_message('')
    redis.call('SET', KEYS[1], session .. '\1' .. claim .. next_link, 'PX', session_lifetime + clocks_differ)
    return { 'opened', 0, generation, nonce, 'claimed', false, code_expires }
  end
end

-- @include session-record
-- @include messages
-- @include message-limits
-- The values under each secret, and the limits as {messages, window}.
local under, limits = {}, {}
local function read_lists()
  local at, count = after_head, nil
  for place = 1, secrets do
    local one = {}
    one.generation, one.nonce, one.mac, one.address, one.next_link, at = struct.unpack(of_secret, ARGV[1], at)
    under[place] = one
  end
  count, at = struct.unpack('B', ARGV[1], at)
  for place = 1, count do
    local messages, window
    messages, window, at = struct.unpack(of_limit, ARGV[1], at)
    limits[place] = { messages, window }
  end
end
read_lists()

-- The times of a number's messages of all days, and today's packed, without those that no longer count.
local function counted_times()
  local times, todays = {}, ''
  for place = 1, days do
    local start = last_day + (place - days) * day
    local packed = redis.call('HGET', KEYS[secrets + place], number_id) or ''
    for at = 1, #packed, 4 do times[#times + 1] = start + struct.unpack('>I4', packed, at) end
    if place == place_of_today then todays = packed end
  end
  local oldest = now - widest - clocks_differ - today
  while todays ~= '' and struct.unpack('>I4', todays) <= oldest do todays = string.sub(todays, 5) end
  return times, todays
end

-- No sent or in-flight message carries a new code.
local function give_code(session, place, expires)
  session.nonce, session.mac = under[place].nonce, under[place].mac
  session.code_expires, session.decoy = expires, decoy
  session.messages.code_sent = false
  for _, claim in ipairs(session.messages.claims) do claim.carries = false end
end

-- The attempts and claims of a dead session stay, because they belong to the triple.
local function start_session(dead)
  local messages = dead and messages_at(dead.messages, now) or { claims = {} }
  messages.sent, messages.receipt = false, nil
  for _, claim in ipairs(messages.claims) do claim.superseded = false end
  local session = { generation = under[1].generation, address = under[1].address, wrong = 0, messages = messages }
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
  local last_message = message == 'claimed' and session.last_message or false
  return { 'opened', place - 1, session.generation, session.nonce, message, awaited or false, session.code_expires,
    last_message }
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
local wait = wait_for_limits(times, limits, now)
if wait > 0 then return { 'limited', wait } end

if not session or is_used_up(session, wrong_allowed) then
  if session and place > 1 then redis.call('DEL', KEYS[place]) end
  session, place = start_session(session), 1
elseif now >= session.code_expires then
  give_code(session, place, now + code_lifetime)
elseif session.decoy ~= decoy then
  -- A later expiry would reveal that the session changed.
  give_code(session, place, session.code_expires)
end
-- A validated session has given its receipt back and needs no other.
claim_message(session.messages, not session.validated_at and optional(receipt) or nil)
session.next_link = optional(under[place].next_link) or session.next_link
-- The count comes first, so that no message is sent uncounted.
count_message(todays)
if session.validated_at then
  rewrite_session(KEYS[place], session, now)
else
  session.expires = now + session_lifetime
  keep_session(KEYS[place], session, now)
end
return opened(session, place, 'claimed')
