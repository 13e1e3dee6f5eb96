// Written by scripts/embed-lua.mjs from the .lua files beside this one: change those.

export const addAgreements = `-- Purpose: adds URLs to what a user agreed to.
--
-- KEYS  1    the user's agreements: a JSON list of URLs
-- ARGV  1    ms until Redis drops them
--       2..  the URLs
-- Output  {'added'}
local text = redis.call('GET', KEYS[1])
local urls, known = text and cjson.decode(text) or {}, {}
for _, url in ipairs(urls) do known[url] = true end
for at = 2, #ARGV do
  if not known[ARGV[at]] then
    known[ARGV[at]] = true
    urls[#urls + 1] = ARGV[at]
  end
end
if #urls > 0 then redis.call('SET', KEYS[1], cjson.encode(urls), 'PX', ARGV[1]) end
return { 'added' }
`;

export const agreements = `-- Purpose: says what a user agreed to, and keeps it as long again: who comes back is not asked anew.
--
-- KEYS  1  the user's agreements, as add-agreements.lua writes them
-- ARGV  1  ms until Redis drops them
-- Output  {'agreed', JSON list of URLs, or the empty string}
local text = redis.call('GET', KEYS[1])
if not text then return { 'agreed', '' } end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { 'agreed', text }
`;

export const consume = `-- Purpose: reads a session, and removes it if it is validated: one call alone spends a validation.
--
-- KEYS, ARGV and output: as read.lua.
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
-- What \`read\` and \`consume\` answer, and the key of the session if it is a validated one.
local function read_session()
  local now, generation, wrong_allowed = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
  local session, place = find_session(#KEYS, now)
  if not session then return { 'unknown' } end
  if session.generation ~= generation then return { 'expired' } end
  if session.validated_at then
    return { 'validated', place - 1, session.validated_at, session.address }, KEYS[place]
  end
  if is_used_up(session, wrong_allowed) then return { 'expired' } end
  return { 'pending' }
end
local answer, key = read_session()
if key then redis.call('DEL', key) end
return answer
`;

export const open = `-- Purpose: finds or starts the session of a triple, and claims the message if one is to be sent.
--
-- KEYS  1..n          the session under each of the n secrets, newest first
--       n+1..         the number's counts, a key a day: from that in which the longest window began to that in which a
--                     clock may be that is a minute ahead; none if the number is not limited
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
--       13..12+5n     under a secret: generation, nonce, mac, address, next_link (empty: none)
--       13+5n         the number of limits
--       then          messages and window (ms) of each
-- Output  {'opened', the secret's index from 0, generation, nonce, 'claimed' | 'under-way' | 'sent', the claim under way or nil}
--         {'limited', ms until one may be sent}
-- Hosts' clocks differ by up to so many ms: what is over by one host's clock is kept so long for the others.
local clocks_differ = 60000
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
-- The messages of a session: \`claims\` and, of those that were sent or perhaps, the greatest \`attempt\` (of those that were),
-- whether there is any (\`sent\`) and whether one carried the code in force (\`code_sent\`).
local most_claims = 8

local function count_as_perhaps_sent(messages, claim)
  messages.sent = true
  messages.code_sent = messages.code_sent or claim.carries
end

local function count_as_sent(messages, claim)
  count_as_perhaps_sent(messages, claim)
  if claim.attempt then messages.attempt = math.max(messages.attempt or 0, claim.attempt) end
end

-- The messages as they are at \`now\`: what is still under way when its lifetime is over counts as sent.
local function messages_at(messages, now)
  local seen = { claims = {}, attempt = messages.attempt, sent = messages.sent, code_sent = messages.code_sent }
  for _, claim in ipairs(messages.claims) do
    if now < claim.ends then
      seen.claims[#seen.claims + 1] = claim
    elseif claim.state == under_way then
      count_as_sent(seen, claim)
    end
  end
  return seen
end

-- What is written of the messages: a claim that is over stays as long as clocks differ, unless there are many.
local function messages_to_keep(messages, now)
  local kept = messages_at(messages, now - clocks_differ)
  if #kept.claims > 2 * most_claims then return messages_at(messages, now) end
  return kept
end

-- Writes a session whose end is as it was.
local function rewrite_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'KEEPTTL')
end

-- Writes a session that ends at another time. Redis drops it later: it counts by its own clock, from when the call comes
-- in.
local function keep_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)
end
-- How long until each of the limits lets a message through: 0 if each does now. \`times\`: when messages were counted, in
-- any order; one that was counted further ahead than clocks differ, by one that jumped, does not count. The limits lie in
-- ARGV: their number at \`at\`, then messages and window of each.
local function wait_for_limits(times, at, now)
  local counted = {}
  for _, time in ipairs(times) do
    if time <= now + clocks_differ then counted[#counted + 1] = time end
  end
  table.sort(counted)
  local wait = 0
  for limit = 1, tonumber(ARGV[at]) do
    local messages, window = tonumber(ARGV[at + 2 * limit - 1]), tonumber(ARGV[at + 2 * limit])
    -- Used up until the message that is \`messages\` back, the newest being 1 back, leaves the window.
    local leaving = counted[#counted - messages + 1]
    if messages < 1 then
      wait = math.max(wait, window)
    elseif leaving then
      wait = math.max(wait, leaving + window - now)
    end
  end
  return wait
end
local day = 86400000
local secrets, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local session_lifetime, code_lifetime = tonumber(ARGV[3]), tonumber(ARGV[4])
local decoy, attempt = ARGV[6] == '1', tonumber(ARGV[7])
local claim_id, claim_ends, number_id = ARGV[8], now + tonumber(ARGV[9]), ARGV[10]
local limits_at = 13 + 5 * secrets
local days = #KEYS - secrets
local today = now - now % day
-- The last of the days, and which of them is today.
local last_day = now + clocks_differ - (now + clocks_differ) % day
local place_of_today = days - (last_day - today) / day

local function field(place, name)
  local value = ARGV[12 + 5 * (place - 1) + name]
  return value ~= '' and value or nil
end
local generation, nonce, mac, address, next_link = 1, 2, 3, 4, 5

-- A number's counts of a day are one field of a hash that a quarter of the slot's numbers share: 4 bytes a message, ms
-- into the day. Answers the times of all days, and today's, packed.
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

-- No message, sent or under way, carries a code that is new.
local function give_code(session, place, expires)
  session.nonce, session.mac = field(place, nonce), field(place, mac)
  session.code_expires, session.decoy = expires, decoy
  session.messages.code_sent = false
  for _, claim in ipairs(session.messages.claims) do claim.carries = false end
end

-- The attempts and the claims of a dead session are the triple's: they stay.
local function start_session(dead)
  local messages = dead and messages_at(dead.messages, now) or { claims = {} }
  messages.sent = false
  local session = { generation = field(1, generation), address = field(1, address), wrong = 0, messages = messages }
  give_code(session, 1, now + code_lifetime)
  return session
end

-- The claim that a call with this attempt waits for: it, or a greater one, is under way.
local function claim_to_await(claims)
  local least
  for _, claim in ipairs(claims) do
    local is_awaited = claim.state == under_way and claim.attempt and claim.attempt >= attempt
    if is_awaited and (not least or claim.attempt < least.attempt) then least = claim end
  end
  return least
end

-- Of too many claims, the oldest settled one is forgotten, or else the oldest counts as sent.
local function make_room(messages)
  local claims = messages_at(messages, now).claims
  if #claims < most_claims then return end
  local oldest = claims[1]
  for place = #claims, 1, -1 do
    if claims[place].state ~= under_way then oldest = claims[place] end
  end
  local _, place = find_claim(messages.claims, oldest.id)
  table.remove(messages.claims, place)
  if oldest.state == under_way then count_as_sent(messages, oldest) end
end

local function claim_message(messages)
  local claim = { id = claim_id, state = under_way, carries = true, ends = claim_ends, attempt = attempt }
  if now >= claim_ends then return count_as_sent(messages, claim) end
  make_room(messages)
  messages.claims[#messages.claims + 1] = claim
end

local function opened(session, place, message, awaited)
  return { 'opened', place - 1, session.generation, session.nonce, message, awaited or false }
end

local session, place = find_session(secrets, now)

if session then
  -- The same call again: the client sent it twice, for the first reply was lost with its connection. It is answered as
  -- the first time, or nobody would send the message.
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
  -- A later end would tell whoever asks that the session changed.
  give_code(session, place, session.code_expires)
end
claim_message(session.messages)
session.next_link = field(place, next_link) or session.next_link
-- First the count, so that a message is never sent uncounted.
count_message(todays)
if session.validated_at then
  rewrite_session(KEYS[place], session, now)
else
  session.expires = now + session_lifetime
  keep_session(KEYS[place], session, now)
end
return opened(session, place, 'claimed')
`;

export const outcomeOf = `-- Purpose: says what became of a claimed message, and changes nothing.
--
-- KEYS  1  the session
-- ARGV  1  now, Unix ms
--       2  the claim
-- Output  {'under-way'} | {'sent'} | {'unknown'} | {'failed'} | {'rejected'}
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
local now = tonumber(ARGV[1])
local session = find_session(1, now)
if not session then return { 'failed' } end
local claim = find_claim(session.messages.claims, ARGV[2])
if not claim or now >= claim.ends then return { 'sent' } end
if claim.state == under_way then return { 'under-way' } end
for result, state in pairs(results) do
  if state == claim.state then return { result } end
end
`;

export const putAccessToken = `-- Purpose: keeps whose an access token is, and drops the user's oldest tokens.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  when it expires, Unix ms
--       3  the user id
--       4  now, Unix ms
--       5  the most live tokens of a user
--       6  ms that Redis keeps a token after it has expired
-- Output  {'kept'}
-- A user's access tokens are one packed string, big-endian: the length of the user id in 2 bytes, the user id, and for
-- each token, oldest first, 6 bytes of when it expires (Unix ms) and 16 of its id.
local token_bytes = 22

local function unpack_user(packed)
  local length = struct.unpack('>I2', packed)
  local tokens, at = {}, 3 + length
  while at <= #packed do
    local expires, id = struct.unpack('>I6c16', packed, at)
    tokens[#tokens + 1] = { id = id, expires = expires }
    at = at + token_bytes
  end
  return string.sub(packed, 3, 2 + length), tokens
end

local function pack_user(user_id, tokens)
  local packed = { struct.pack('>I2', #user_id), user_id }
  for _, token in ipairs(tokens) do packed[#packed + 1] = struct.pack('>I6c16', token.expires, token.id) end
  return table.concat(packed)
end
local id, expires, user_id = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local now, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local packed = redis.call('GET', KEYS[1])
local known_user, known = nil, {}
if packed then known_user, known = unpack_user(packed) end
local tokens, is_known, last = {}, false, expires
for _, token in ipairs(known) do
  -- A digest that two users share names one of them: a token never answers for another user.
  if known_user == user_id and token.expires > now then
    if token.id == id then
      is_known, token.expires = true, expires
    end
    tokens[#tokens + 1] = token
    last = math.max(last, token.expires)
  end
end
if not is_known then tokens[#tokens + 1] = { id = id, expires = expires } end
while #tokens > most do table.remove(tokens, 1) end
redis.call('SET', KEYS[1], pack_user(user_id, tokens), 'PX', last - now + tonumber(ARGV[6]))
return { 'kept' }
`;

export const read = `-- Purpose: reads a session and changes nothing.
--
-- KEYS  1..n  the session under each of the n secrets, newest first
-- ARGV  1     now, Unix ms
--       2     generation; empty if the sid names none that could be
--       3     wrong codes allowed
-- Output  {'validated', the secret's index from 0, validated at (Unix ms), sealed address} | {'pending'} | {'expired'} | {'unknown'}
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
-- What \`read\` and \`consume\` answer, and the key of the session if it is a validated one.
local function read_session()
  local now, generation, wrong_allowed = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
  local session, place = find_session(#KEYS, now)
  if not session then return { 'unknown' } end
  if session.generation ~= generation then return { 'expired' } end
  if session.validated_at then
    return { 'validated', place - 1, session.validated_at, session.address }, KEYS[place]
  end
  if is_used_up(session, wrong_allowed) then return { 'expired' } end
  return { 'pending' }
end
return (read_session())
`;

export const refund = `-- Purpose: refunds a message that was counted against an allowance but not sent.
--
-- KEYS  1  the allowance
-- ARGV  1  when it was counted, Unix ms
-- Output  nil
-- \`times\`, packed, without one that equals \`time\`.
local function without_time(times, time)
  for at = 1, #times, #time do
    if string.sub(times, at, at + #time - 1) == time then
      return string.sub(times, 1, at - 1) .. string.sub(times, at + #time)
    end
  end
  return times
end
local times = redis.call('GET', KEYS[1]) or ''
local left = without_time(times, struct.pack('>I6', tonumber(ARGV[1])))
if left == '' then
  redis.call('DEL', KEYS[1])
elseif left ~= times then
  redis.call('SET', KEYS[1], left, 'KEEPTTL')
end
return nil
`;

export const removeAccessToken = `-- Purpose: forgets an access token: one call alone is told that it was there.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  now, Unix ms
-- Output  {'removed'} | {'unknown'}
-- A user's access tokens are one packed string, big-endian: the length of the user id in 2 bytes, the user id, and for
-- each token, oldest first, 6 bytes of when it expires (Unix ms) and 16 of its id.
local token_bytes = 22

local function unpack_user(packed)
  local length = struct.unpack('>I2', packed)
  local tokens, at = {}, 3 + length
  while at <= #packed do
    local expires, id = struct.unpack('>I6c16', packed, at)
    tokens[#tokens + 1] = { id = id, expires = expires }
    at = at + token_bytes
  end
  return string.sub(packed, 3, 2 + length), tokens
end

local function pack_user(user_id, tokens)
  local packed = { struct.pack('>I2', #user_id), user_id }
  for _, token in ipairs(tokens) do packed[#packed + 1] = struct.pack('>I6c16', token.expires, token.id) end
  return table.concat(packed)
end
local packed = redis.call('GET', KEYS[1])
if not packed then return { 'unknown' } end
local user_id, tokens = unpack_user(packed)
for place, token in ipairs(tokens) do
  if token.id == ARGV[1] then
    table.remove(tokens, place)
    if #tokens == 0 then
      redis.call('DEL', KEYS[1])
    else
      redis.call('SET', KEYS[1], pack_user(user_id, tokens), 'KEEPTTL')
    end
    return { token.expires > tonumber(ARGV[2]) and 'removed' or 'unknown' }
  end
end
return { 'unknown' }
`;

export const settle = `-- Purpose: records what became of a claimed message.
--
-- KEYS  1..n  the session under each of the n secrets of the call that claimed it; one, if it is known which
--       n+1   the counts of the day the message was counted in; only if it is to be refunded
-- ARGV  1     n
--       2     now, Unix ms
--       3     the claim
--       4     'sent', 'unknown', 'failed' or 'rejected'
--       5     number id
--       6     when the message was counted, ms into the day
-- Output  1, or 0 if no such message is under way: nothing changes then
-- Hosts' clocks differ by up to so many ms: what is over by one host's clock is kept so long for the others.
local clocks_differ = 60000
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
-- The messages of a session: \`claims\` and, of those that were sent or perhaps, the greatest \`attempt\` (of those that were),
-- whether there is any (\`sent\`) and whether one carried the code in force (\`code_sent\`).
local most_claims = 8

local function count_as_perhaps_sent(messages, claim)
  messages.sent = true
  messages.code_sent = messages.code_sent or claim.carries
end

local function count_as_sent(messages, claim)
  count_as_perhaps_sent(messages, claim)
  if claim.attempt then messages.attempt = math.max(messages.attempt or 0, claim.attempt) end
end

-- The messages as they are at \`now\`: what is still under way when its lifetime is over counts as sent.
local function messages_at(messages, now)
  local seen = { claims = {}, attempt = messages.attempt, sent = messages.sent, code_sent = messages.code_sent }
  for _, claim in ipairs(messages.claims) do
    if now < claim.ends then
      seen.claims[#seen.claims + 1] = claim
    elseif claim.state == under_way then
      count_as_sent(seen, claim)
    end
  end
  return seen
end

-- What is written of the messages: a claim that is over stays as long as clocks differ, unless there are many.
local function messages_to_keep(messages, now)
  local kept = messages_at(messages, now - clocks_differ)
  if #kept.claims > 2 * most_claims then return messages_at(messages, now) end
  return kept
end

-- Writes a session whose end is as it was.
local function rewrite_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'KEEPTTL')
end

-- Writes a session that ends at another time. Redis drops it later: it counts by its own clock, from when the call comes
-- in.
local function keep_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)
end
-- \`times\`, packed, without one that equals \`time\`.
local function without_time(times, time)
  for at = 1, #times, #time do
    if string.sub(times, at, at + #time - 1) == time then
      return string.sub(times, 1, at - 1) .. string.sub(times, at + #time)
    end
  end
  return times
end
-- Refunds a number a message: takes it out of the counts of its day. \`key\` is nil if the number is not limited.
local function refund_message(key, number_id, time_of_day)
  if not key then return end
  local times = redis.call('HGET', key, number_id) or ''
  local left = without_time(times, struct.pack('>I4', time_of_day))
  if left == '' then
    redis.call('HDEL', key, number_id)
  elseif left ~= times then
    redis.call('HSET', key, number_id, left)
  end
end
local sessions, now, result = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[4]

local function find_message()
  for place = 1, sessions do
    local bytes = redis.call('GET', KEYS[place])
    local session = bytes and unpack_session(bytes)
    local claim, claim_place
    if session and now < session.expires then claim, claim_place = find_claim(session.messages.claims, ARGV[3]) end
    if claim and claim.state == under_way and now < claim.ends then return KEYS[place], session, claim, claim_place end
  end
  return nil
end

-- When the last claim of a session ends, if nobody can have got a message of it: none was sent, or perhaps, and none is
-- under way. Else nil.
local function end_without_message(session)
  local messages, last = messages_at(session.messages, now), 0
  if messages.sent or session.validated_at then return nil end
  for _, claim in ipairs(messages.claims) do
    if claim.state == under_way then return nil end
    last = math.max(last, claim.ends)
  end
  return last
end

local key, session, claim, place = find_message()
if not key then return 0 end
if result == 'sent' then
  count_as_sent(session.messages, table.remove(session.messages.claims, place))
else
  if result == 'unknown' then count_as_perhaps_sent(session.messages, claim) end
  -- It is kept for those who wait for it, and no longer counts.
  claim.state, claim.carries, claim.attempt = results[result], false, nil
end
local ends = end_without_message(session)
if ends and ends < session.expires then
  session.expires = ends
  keep_session(key, session, now)
else
  rewrite_session(key, session, now)
end
if result == 'failed' or result == 'rejected' then refund_message(KEYS[sessions + 1], ARGV[5], tonumber(ARGV[6])) end
return 1
`;

export const spend = `-- Purpose: counts one message against an allowance, or says how long until one is free.
--
-- KEYS  1     the allowance: 6 bytes a message, Unix ms
-- ARGV  1     now, Unix ms
--       2     the longest window, ms
--       3     ms until Redis drops the allowance
--       4     the number of limits
--       5..   messages and window (ms) of each
-- Output  {'spent'} | {'limited', ms until one is free}
-- Hosts' clocks differ by up to so many ms: what is over by one host's clock is kept so long for the others.
local clocks_differ = 60000
-- How long until each of the limits lets a message through: 0 if each does now. \`times\`: when messages were counted, in
-- any order; one that was counted further ahead than clocks differ, by one that jumped, does not count. The limits lie in
-- ARGV: their number at \`at\`, then messages and window of each.
local function wait_for_limits(times, at, now)
  local counted = {}
  for _, time in ipairs(times) do
    if time <= now + clocks_differ then counted[#counted + 1] = time end
  end
  table.sort(counted)
  local wait = 0
  for limit = 1, tonumber(ARGV[at]) do
    local messages, window = tonumber(ARGV[at + 2 * limit - 1]), tonumber(ARGV[at + 2 * limit])
    -- Used up until the message that is \`messages\` back, the newest being 1 back, leaves the window.
    local leaving = counted[#counted - messages + 1]
    if messages < 1 then
      wait = math.max(wait, window)
    elseif leaving then
      wait = math.max(wait, leaving + window - now)
    end
  end
  return wait
end
local now, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local packed = redis.call('GET', KEYS[1]) or ''
local times = {}
for at = 1, #packed, 6 do
  local time = struct.unpack('>I6', packed, at)
  if time > now - longest - clocks_differ then times[#times + 1] = time end
end
local wait = wait_for_limits(times, 4, now)
if wait > 0 then return { 'limited', wait } end
for place, time in ipairs(times) do times[place] = struct.pack('>I6', time) end
times[#times + 1] = struct.pack('>I6', now)
redis.call('SET', KEYS[1], table.concat(times), 'PX', ARGV[3])
return { 'spent' }
`;

export const submit = `-- Purpose: judges a code.
--
-- KEYS  1..n  the session under each of the n secrets, newest first
-- ARGV  1     now, Unix ms
--       2     generation; empty if the sid names none that could be
--       3     wrong codes allowed
--       4     lifetime of the session, ms
--       5..   the mac of the code under each secret
-- Output  {'validated', the secret's index from 0, validated at (Unix ms), 1 the first time or 0, next_link or nil}
--         {'incorrect'} | {'expired'} | {'unknown'}
-- Hosts' clocks differ by up to so many ms: what is over by one host's clock is kept so long for the others.
local clocks_differ = 60000
-- A session is one packed string, big-endian. It is within 44 bytes once its messages are settled as sent, since Redis
-- lays a longer string out in two allocations:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt of a message that was sent, if there was one
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; the high half: bytes of its
--         attempt
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--   n  the sealed next_link, if there is one
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }
local most_wrong = 255

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack('>c4BI6', bytes, at)
    claim.state, claim.carries = flags % 4, with_flag(flags, 4)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>HBI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

-- A number, or nil, in as few bytes as will do, and how many they are.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    local attempt, length = pack_number(claim.attempt)
    local flags = claim.state + (claim.carries and 4 or 0) + 16 * length
    packed[#packed + 1] = struct.pack('>c4BI6', claim.id, flags, claim.ends) .. attempt
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  return struct.pack('>HBI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires, session.generation,
    session.nonce, session.mac, session.address) .. validated .. attempt .. claims .. (session.next_link or '')
end

-- The first session of \`count\` keys that is not gone, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- Whether no code is judged any more. Wrong codes are counted up to 255, so that no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= math.min(wrong_allowed, most_wrong)
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
-- The messages of a session: \`claims\` and, of those that were sent or perhaps, the greatest \`attempt\` (of those that were),
-- whether there is any (\`sent\`) and whether one carried the code in force (\`code_sent\`).
local most_claims = 8

local function count_as_perhaps_sent(messages, claim)
  messages.sent = true
  messages.code_sent = messages.code_sent or claim.carries
end

local function count_as_sent(messages, claim)
  count_as_perhaps_sent(messages, claim)
  if claim.attempt then messages.attempt = math.max(messages.attempt or 0, claim.attempt) end
end

-- The messages as they are at \`now\`: what is still under way when its lifetime is over counts as sent.
local function messages_at(messages, now)
  local seen = { claims = {}, attempt = messages.attempt, sent = messages.sent, code_sent = messages.code_sent }
  for _, claim in ipairs(messages.claims) do
    if now < claim.ends then
      seen.claims[#seen.claims + 1] = claim
    elseif claim.state == under_way then
      count_as_sent(seen, claim)
    end
  end
  return seen
end

-- What is written of the messages: a claim that is over stays as long as clocks differ, unless there are many.
local function messages_to_keep(messages, now)
  local kept = messages_at(messages, now - clocks_differ)
  if #kept.claims > 2 * most_claims then return messages_at(messages, now) end
  return kept
end

-- Writes a session whose end is as it was.
local function rewrite_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'KEEPTTL')
end

-- Writes a session that ends at another time. Redis drops it later: it counts by its own clock, from when the call comes
-- in.
local function keep_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)
end
local now = tonumber(ARGV[1])

-- Whether somebody may have got the code in force, and knows of the session: some message of it was sent, and this code
-- was, or is carried by one under way.
local function is_out(session)
  local messages = messages_at(session.messages, now)
  if not messages.sent or messages.code_sent then return messages.sent end
  for _, claim in ipairs(messages.claims) do
    if claim.carries then return true end
  end
  return false
end

local session, place = find_session(#KEYS, now)
if not session then return { 'unknown' } end
local is_of_generation = session.generation == ARGV[2]
if not is_of_generation or is_used_up(session, tonumber(ARGV[3])) or now >= session.code_expires or not is_out(session) then
  return { 'expired' }
end
if session.decoy or session.mac ~= ARGV[4 + place] then
  session.wrong = math.min(session.wrong + 1, most_wrong)
  rewrite_session(KEYS[place], session, now)
  return { 'incorrect' }
end
local first = 0
if not session.validated_at then
  first = 1
  session.validated_at = now
  session.expires = now + tonumber(ARGV[4])
  keep_session(KEYS[place], session, now)
end
return { 'validated', place - 1, session.validated_at, first, session.next_link or false }
`;

export const userOfAccessToken = `-- Purpose: says whose an access token is, if it lives.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  now, Unix ms
-- Output  {'user', user id} | {'unknown'}
-- A user's access tokens are one packed string, big-endian: the length of the user id in 2 bytes, the user id, and for
-- each token, oldest first, 6 bytes of when it expires (Unix ms) and 16 of its id.
local token_bytes = 22

local function unpack_user(packed)
  local length = struct.unpack('>I2', packed)
  local tokens, at = {}, 3 + length
  while at <= #packed do
    local expires, id = struct.unpack('>I6c16', packed, at)
    tokens[#tokens + 1] = { id = id, expires = expires }
    at = at + token_bytes
  end
  return string.sub(packed, 3, 2 + length), tokens
end

local function pack_user(user_id, tokens)
  local packed = { struct.pack('>I2', #user_id), user_id }
  for _, token in ipairs(tokens) do packed[#packed + 1] = struct.pack('>I6c16', token.expires, token.id) end
  return table.concat(packed)
end
local packed = redis.call('GET', KEYS[1])
if not packed then return { 'unknown' } end
local user_id, tokens = unpack_user(packed)
for _, token in ipairs(tokens) do
  if token.id == ARGV[1] and token.expires > tonumber(ARGV[2]) then return { 'user', user_id } end
end
return { 'unknown' }
`;
