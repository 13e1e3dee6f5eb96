-- Purpose: judges a code.
--
-- KEYS  1..n  the session under each of the n secrets, newest first
-- ARGV  1     packed, big-endian:
--         6   now, Unix ms
--         6   lifetime of the session, ms
--         1   wrong codes allowed, at most 255
--         n   generation, empty if the sid names none that could be; a byte with its length comes first
--         6   the mac of the code under each secret
-- Output  {'validated', the secret's index from 0, validated at (Unix ms), 1 the first time or 0, next_link or nil,
--          the first time its receipt or nil, and what is kept of its last message or nil}
--         {'incorrect', what is kept of its last message or nil} | {'expired'} | {'unknown'}
-- @include clocks-differ
-- @include session-format
local now, lifetime, wrong_allowed, generation, after_head = struct.unpack('>I6I6BBc0', ARGV[1])

local function mac_under(place)
  return struct.unpack('c6', ARGV[1], after_head + 6 * (place - 1))
end

-- The session with its first validation, its next_link and receipt, and what is kept of its last message; nil if the code isn't right, or the session isn't
-- as usual: not validated, not a decoy, and all of its messages settled as sent.
local function validate_usual(bytes)
  local flags, wrong, expires, code_expires, its_generation, nonce, mac, address, at = struct.unpack(head_format, bytes)
  local has_message, has_receipt, has_link = flags % 256 >= 128, flags % 128 >= 64, flags % 16 >= 8
  if flags % 128 ~= 48 + (has_receipt and 64 or 0) + (has_link and 8 or 0) then return nil end
  if now >= expires or now >= code_expires or wrong >= wrong_allowed then return nil end
  if its_generation ~= generation or mac ~= mac_under(1) then return nil end
  local attempt_bytes, receipt, last_message = math.floor(flags / 256), false, false
  if has_message then last_message, at = struct.unpack('>I2c0', bytes, at) end
  local attempt = string.sub(bytes, at, at + attempt_bytes - 1)
  at = at + attempt_bytes
  if has_receipt then receipt, at = struct.unpack('Bc0', bytes, at) end
  local next_link = string.sub(bytes, at)
  local validated = flags + 2 - (receipt and 64 or 0) - (last_message and 128 or 0)
  local head = struct.pack(head_format, validated, wrong, now + lifetime, code_expires, generation,
    nonce, mac, address)
  return head .. struct.pack('>I6', now) .. attempt .. next_link, has_link and next_link, receipt, last_message
end

-- Most calls submit the right code of such a session. It is written without being read as tables, which takes a third of
-- the time. All others go on below, by the same rules.
local stored = redis.call('GET', KEYS[1])
if stored then
  local validated, next_link, receipt, last_message = validate_usual(stored)
  if validated then
    redis.call('SET', KEYS[1], validated, 'PX', lifetime + clocks_differ)
    return { 'validated', 0, now, 1, next_link, receipt, last_message }
  end
end

-- @include session-record
-- @include messages

-- True if somebody may know the current code and the session: a message of the session was sent, and the code was sent
-- or is carried by an in-flight message.
local function is_out(session)
  local messages = messages_at(session.messages, now)
  if not messages.sent or messages.code_sent then return messages.sent end
  for _, claim in ipairs(messages.claims) do
    if claim.carries then return true end
  end
  return false
end

-- The session's receipt, which is given back once, and what is kept of its last message.
local function take_receipt(session)
  local receipt = messages_at(session.messages, now).receipt
  session.messages.receipt = nil
  for _, claim in ipairs(session.messages.claims) do claim.receipt = nil end
  local last_message = session.last_message
  session.last_message = nil
  return receipt, last_message
end

local session, place = find_session(#KEYS, now)
if not session then return { 'unknown' } end
local is_of_generation = session.generation == generation
if not is_of_generation or is_used_up(session, wrong_allowed) or now >= session.code_expires or not is_out(session) then
  return { 'expired' }
end
if session.decoy or session.mac ~= mac_under(place) then
  session.wrong = session.wrong + 1
  rewrite_session(KEYS[place], session, now)
  return { 'incorrect', session.last_message or false }
end
local first, receipt, last_message = 0, nil, nil
if not session.validated_at then
  first = 1
  session.validated_at = now
  session.expires = now + lifetime
  receipt, last_message = take_receipt(session)
  keep_session(KEYS[place], session, now)
end
return { 'validated', place - 1, session.validated_at, first, session.next_link or false, receipt or false,
  last_message or false }
