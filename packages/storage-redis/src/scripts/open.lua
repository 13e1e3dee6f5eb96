-- Purpose: finds or starts the session of a triple, and claims the message if one is to be sent.
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
-- @include session-record
-- @include message-limits
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
