-- Purpose: reads balances.
--
-- KEYS  1..n  the groups
-- ARGV  none
-- Output  the bytes of each, see include/balances.lua; false for one that isn't stored
local call, spread = redis.call, unpack
return call('MGET', spread(KEYS))
