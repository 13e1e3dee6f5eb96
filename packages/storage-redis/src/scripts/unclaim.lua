-- Purpose: takes the message back that a call claimed whose caller was told that the step failed. Where the call was never
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
-- @include session-record
-- @include remove-time
-- @include uncount-message
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
