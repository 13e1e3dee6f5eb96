-- Purpose: removes balances.
--
-- KEYS  1..n  the groups
-- ARGV  none
-- Output  nil
for _, key in ipairs(KEYS) do redis.call('DEL', key) end
return nil
