-- Purpose: judges a code.
--
-- KEYS  1..n  the session under each of the n secrets, newest first
-- ARGV  1     now, Unix ms
--       2     generation; empty if the sid names none that could be
--       3     wrong codes allowed
--       4     lifetime of the session, ms
--       5..   the mac of the code under each secret
-- Output  {'validated', the secret's index from 0, validated at (Unix ms), 1 the first time or 0, next_link or nil,
--          the first time its receipt or nil}
--         {'incorrect'} | {'expired'} | {'unknown'}
-- @include clocks-differ
-- @include session-record
-- @include messages
local now = tonumber(ARGV[1])

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

-- The session's receipt, which is given back once.
local function take_receipt(session)
  local receipt = messages_at(session.messages, now).receipt
  session.messages.receipt = nil
  for _, claim in ipairs(session.messages.claims) do claim.receipt = nil end
  return receipt
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
local first, receipt = 0, nil
if not session.validated_at then
  first = 1
  session.validated_at = now
  session.expires = now + tonumber(ARGV[4])
  receipt = take_receipt(session)
  keep_session(KEYS[place], session, now)
end
return { 'validated', place - 1, session.validated_at, first, session.next_link or false, receipt or false }
