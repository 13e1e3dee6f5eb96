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
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
-- What \`read\` and \`consume\` answer, and the key of the session if it is a validated one.
local function read_session()
  local now, generation, wrong_allowed = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
  local session, place = find_session(#KEYS, now)
  if not session then return { 'unknown' } end
  if session.generation ~= generation then return { 'expired' } end
  if session.validated_at then
    return { 'validated', place - 1, session.validated_at, session.address }, KEYS[place]
  end
  if session.wrong >= wrong_allowed then return { 'expired' } end
  return { 'pending' }
end
local answer, key = read_session()
if key then redis.call('DEL', key) end
return answer
`;

export const giveBack = `-- Purpose: takes a claimed message back after the provider failed.
--
-- KEYS  1  the session
--       2  the counts of the day the message was counted in; only if it is to leave the count
-- ARGV  1  generation
--       2  send attempt that was claimed, or empty
--       3  the greatest attempt before it, or empty
--       4  number id
--       5  when the message was counted, ms into the day
-- Output  nil
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
-- \`times\`, packed, without one that equals \`time\`.
local function without_time(times, time)
  for at = 1, #times, #time do
    if string.sub(times, at, at + #time - 1) == time then
      return string.sub(times, 1, at - 1) .. string.sub(times, at + #time)
    end
  end
  return times
end
-- Takes a message out of a number's counts of a day. \`key\` is nil if the number is not limited.
local function uncount_message(key, number_id, time_of_day)
  if not key then return end
  local times = redis.call('HGET', key, number_id) or ''
  local left = without_time(times, struct.pack('>I4', time_of_day))
  if left == '' then
    redis.call('HDEL', key, number_id)
  elseif left ~= times then
    redis.call('HSET', key, number_id, left)
  end
end
local bytes = redis.call('GET', KEYS[1])
local session = bytes and unpack_session(bytes)
local attempt = tonumber(ARGV[2])
if session and session.generation == ARGV[1] and session.attempt == attempt then
  session.attempt = tonumber(ARGV[3])
  redis.call('SET', KEYS[1], pack_session(session), 'KEEPTTL')
end
uncount_message(KEYS[2], ARGV[4], tonumber(ARGV[5]))
return nil
`;

export const open = `-- Purpose: finds or starts the session of a triple, and claims the message if one is to be sent.
--
-- KEYS  1..n               the session under each of the n candidates, newest secret first
--       n+1..n+n*d         the number's counts: d days of each candidate, the day after today last; none if not limited
-- ARGV  1                  n
--       2                  now, Unix ms
--       3                  lifetime of the session, ms
--       4                  lifetime of the code, ms
--       5                  wrong codes allowed
--       6                  1 for a decoy, else 0
--       7                  send attempt, or empty
--       8                  claim: 4 bytes that no other call has
--       9                  ms until Redis drops the session
--       10                 ms until Redis drops today's counts
--       11                 the longest window of the limits, ms: what is older is forgotten
--       12..11+6n          a candidate: number id, generation, nonce, mac, address, next_link (empty: none)
--       12+6n              the number of limits
--       then               messages and window (ms) of each
-- Output  {'opened', candidate from 0, generation, nonce, 1 to send or 0, previous attempt or nil}
--         {'limited', ms until one may be sent}
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
-- How long until each of the limits lets a message through: 0 if each does now. \`times\`: when messages were counted, in
-- any order. The limits lie in ARGV: their number at \`at\`, then messages and window of each. A time ahead of \`now\`, by
-- another host's clock, counts.
local function wait_for_limits(times, at, now)
  table.sort(times)
  local wait = 0
  for limit = 1, tonumber(ARGV[at]) do
    local messages, window = tonumber(ARGV[at + 2 * limit - 1]), tonumber(ARGV[at + 2 * limit])
    -- Used up until the message that is \`messages\` back, the newest being 1 back, leaves the window.
    local leaving = times[#times - messages + 1]
    if messages < 1 then
      wait = math.max(wait, window)
    elseif leaving then
      wait = math.max(wait, leaving + window - now)
    end
  end
  return wait
end
local day = 86400000
local candidates, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local code_lifetime, wrong_allowed = tonumber(ARGV[4]), tonumber(ARGV[5])
local decoy, attempt, claim = ARGV[6] == '1', tonumber(ARGV[7]), ARGV[8]
local limits_at = 12 + 6 * candidates
local days = (#KEYS - candidates) / candidates
local today = now - now % day

local function field(candidate, name)
  local value = ARGV[11 + 6 * (candidate - 1) + name]
  return value ~= '' and value or nil
end
local number_id, generation, nonce, mac, address, next_link = 1, 2, 3, 4, 5, 6

-- A number's counts of a day are one field of a hash that a quarter of the slot's numbers share: 4 bytes a message, ms
-- into the day. Answers the times of all candidates, and today's of the first, packed.
local function counted_times()
  local times, todays = {}, ''
  for candidate = 1, candidates do
    for place = 1, days do
      local key = KEYS[candidates + (candidate - 1) * days + place]
      local start = today + (place - days + 1) * day
      local packed = redis.call('HGET', key, field(candidate, number_id)) or ''
      for at = 1, #packed, 4 do times[#times + 1] = start + struct.unpack('>I4', packed, at) end
      if candidate == 1 and place == days - 1 then todays = packed end
    end
  end
  return times, todays
end

local function count_message(todays)
  if days == 0 then return end
  local key = KEYS[candidates + days - 1]
  local oldest = now - tonumber(ARGV[11]) - today
  while todays ~= '' and struct.unpack('>I4', todays) <= oldest do todays = string.sub(todays, 5) end
  redis.call('HSET', key, field(1, number_id), todays .. struct.pack('>I4', now - today))
  redis.call('PEXPIRE', key, ARGV[10])
end

local function give_code(session, candidate, expires)
  session.nonce, session.mac = field(candidate, nonce), field(candidate, mac)
  session.code_expires, session.decoy = expires, decoy
end

local function start_session(attempt_seen)
  local session = { generation = field(1, generation), address = field(1, address), wrong = 0, attempt = attempt_seen }
  give_code(session, 1, now + code_lifetime)
  return session
end

local function opened(session, candidate, send, previous)
  return { 'opened', candidate - 1, session.generation, session.nonce, send, previous or false }
end

local session, candidate = find_session(candidates, now)

-- The same call again: the client sent it twice, for the first reply was lost with its connection. It is answered as the
-- first time, or nobody would send the message. What the greatest attempt was is forgotten; the one below will do.
if session and session.claim == claim then
  return opened(session, candidate, 1, attempt and attempt > 0 and attempt - 1)
end
if session and attempt and session.attempt and attempt <= session.attempt then
  return opened(session, candidate, 0, session.attempt)
end
local times, todays = counted_times()
local wait = wait_for_limits(times, limits_at, now)
if wait > 0 then return { 'limited', wait } end

local previous = session and session.attempt
if not session or session.wrong >= wrong_allowed then
  if session and candidate > 1 then redis.call('DEL', KEYS[candidate]) end
  session, candidate = start_session(previous), 1
elseif now >= session.code_expires then
  give_code(session, candidate, now + code_lifetime)
elseif session.decoy ~= decoy then
  -- A later end would tell whoever asks that the session changed.
  give_code(session, candidate, session.code_expires)
end
session.attempt = attempt or session.attempt
session.claim = claim
session.next_link = field(candidate, next_link) or session.next_link
session.expires = now + tonumber(ARGV[3])
-- First the count, so that a message is never sent uncounted.
count_message(todays)
redis.call('SET', KEYS[candidate], pack_session(session), 'PX', ARGV[9])
return opened(session, candidate, 1, previous)
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
-- Output  {'validated', candidate from 0, validated at (Unix ms), sealed address} | {'pending'} | {'expired'} | {'unknown'}
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
-- What \`read\` and \`consume\` answer, and the key of the session if it is a validated one.
local function read_session()
  local now, generation, wrong_allowed = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
  local session, place = find_session(#KEYS, now)
  if not session then return { 'unknown' } end
  if session.generation ~= generation then return { 'expired' } end
  if session.validated_at then
    return { 'validated', place - 1, session.validated_at, session.address }, KEYS[place]
  end
  if session.wrong >= wrong_allowed then return { 'expired' } end
  return { 'pending' }
end
return (read_session())
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

export const spend = `-- Purpose: counts one message against an allowance, or says how long until one is free.
--
-- KEYS  1     the allowance: 6 bytes a message, Unix ms
-- ARGV  1     now, Unix ms
--       2     the longest window, ms: what is older is forgotten
--       3     ms until Redis drops the allowance
--       4     the number of limits
--       5..   messages and window (ms) of each
-- Output  {'spent'} | {'limited', ms until one is free}
-- How long until each of the limits lets a message through: 0 if each does now. \`times\`: when messages were counted, in
-- any order. The limits lie in ARGV: their number at \`at\`, then messages and window of each. A time ahead of \`now\`, by
-- another host's clock, counts.
local function wait_for_limits(times, at, now)
  table.sort(times)
  local wait = 0
  for limit = 1, tonumber(ARGV[at]) do
    local messages, window = tonumber(ARGV[at + 2 * limit - 1]), tonumber(ARGV[at + 2 * limit])
    -- Used up until the message that is \`messages\` back, the newest being 1 back, leaves the window.
    local leaving = times[#times - messages + 1]
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
  if time > now - longest then times[#times + 1] = time end
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
-- KEYS  1..n  the session under each of the n candidates, newest secret first
-- ARGV  1     now, Unix ms
--       2     generation; empty if the sid names none that could be
--       3     wrong codes allowed
--       4     lifetime of the session, ms
--       5     ms until Redis drops a session that is validated now
--       6..   the mac of the code under each candidate
-- Output  {'validated', candidate from 0, validated at (Unix ms), 1 the first time or 0, next_link or nil}
--         {'incorrect'} | {'expired'} | {'unknown'}
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
local now = tonumber(ARGV[1])
local session, candidate = find_session(#KEYS, now)
if not session then return { 'unknown' } end
if session.generation ~= ARGV[2] or session.wrong >= tonumber(ARGV[3]) or now >= session.code_expires then
  return { 'expired' }
end
if session.decoy or session.mac ~= ARGV[5 + candidate] then
  session.wrong = math.min(session.wrong + 1, 65535)
  redis.call('SET', KEYS[candidate], pack_session(session), 'KEEPTTL')
  return { 'incorrect' }
end
local first = 0
if not session.validated_at then
  first = 1
  session.validated_at = now
  session.expires = now + tonumber(ARGV[4])
  redis.call('SET', KEYS[candidate], pack_session(session), 'PX', ARGV[5])
end
return { 'validated', candidate - 1, session.validated_at, first, session.next_link or false }
`;

export const unclaim = `-- Purpose: takes the message back that a call claimed whose caller was told that the step failed. Where the call was never
-- taken, its claim is found nowhere and nothing changes.
--
-- KEYS  1..n  the session under each of the n candidates of the call, newest secret first
--       n+1   today's counts of the number; none if it is not limited
-- ARGV  1     n
--       2     the claim
--       3     send attempt of the call, or empty
--       4     number id of the first candidate
--       5     when the message was counted, ms into the day
-- Output  1 if the message was taken back, else 0
-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
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
-- \`times\`, packed, without one that equals \`time\`.
local function without_time(times, time)
  for at = 1, #times, #time do
    if string.sub(times, at, at + #time - 1) == time then
      return string.sub(times, 1, at - 1) .. string.sub(times, at + #time)
    end
  end
  return times
end
-- Takes a message out of a number's counts of a day. \`key\` is nil if the number is not limited.
local function uncount_message(key, number_id, time_of_day)
  if not key then return end
  local times = redis.call('HGET', key, number_id) or ''
  local left = without_time(times, struct.pack('>I4', time_of_day))
  if left == '' then
    redis.call('HDEL', key, number_id)
  elseif left ~= times then
    redis.call('HSET', key, number_id, left)
  end
end
local candidates, claim, attempt = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
for place = 1, candidates do
  local bytes = redis.call('GET', KEYS[place])
  local session = bytes and unpack_session(bytes)
  if session and session.claim == claim then
    -- What the greatest attempt was before is forgotten; the one below will do.
    if attempt and session.attempt == attempt then session.attempt = attempt > 0 and attempt - 1 or nil end
    session.claim = nil
    redis.call('SET', KEYS[place], pack_session(session), 'KEEPTTL')
    uncount_message(KEYS[candidates + 1], ARGV[4], tonumber(ARGV[5]))
    return 1
  end
end
return 0
`;

export const unspend = `-- Purpose: takes back a message that was counted against an allowance but not sent.
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
