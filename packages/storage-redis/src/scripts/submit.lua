-- Purpose: judges a code.
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
-- @include session-record
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
