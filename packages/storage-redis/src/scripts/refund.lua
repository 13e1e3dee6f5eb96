-- Purpose: refunds a message that was counted against an allowance but not sent.
--
-- KEYS  1  the allowance
-- ARGV  1  when it was counted, Unix ms
-- Output  nil
-- @include remove-time
local times = redis.call('GET', KEYS[1]) or ''
local left = without_time(times, struct.pack('>I6', tonumber(ARGV[1])))
if left == '' then
  redis.call('DEL', KEYS[1])
elseif left ~= times then
  redis.call('SET', KEYS[1], left, 'KEEPTTL')
end
return nil
