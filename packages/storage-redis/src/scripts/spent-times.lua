-- Purpose: reads when messages of an allowance were spent.
--
-- KEYS  1  the allowance
-- ARGV  none
-- Output  6 bytes a message, Unix ms; false if there is none
return redis.call('GET', KEYS[1])
