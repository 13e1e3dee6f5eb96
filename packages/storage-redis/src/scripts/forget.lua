-- Purpose: removes what is stored for a number.
--
-- KEYS  1..n  sessions or allowances of the number
--       n+1.. the counts of each day that may have any
-- ARGV  1     n
--       2     number id
-- Output  nil
local removed = tonumber(ARGV[1])
for place, key in ipairs(KEYS) do
  if place <= removed then
    redis.call('DEL', key)
  else
    redis.call('HDEL', key, ARGV[2])
  end
end
return nil
