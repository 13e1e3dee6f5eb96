-- Purpose: reads all blocks.
--
-- KEYS  1  all blocks
-- ARGV  none
-- Output  as they are stored, see include/blocks.lua; false if there is none
return redis.call('GET', KEYS[1])
