-- Purpose: reads when messages of a number were counted.
--
-- KEYS  1..n  the number's counts, a key a day
-- ARGV  1     number id
-- Output  the bytes of each day: 4 bytes a message, ms into the day; false for a day without any
local days = {}
for place, key in ipairs(KEYS) do days[place] = redis.call('HGET', key, ARGV[1]) end
return days
