-- Purpose: charges a message to a single group, if it can pay.
--
-- KEYS  1  the group
-- ARGV  1  now, Unix ms
--       2  terms, see include/balances.lua
--       3  its kind
--       4  1, or 0 to change nothing
-- Output  ms until it can pay; 0 if it can
-- @include clocks-differ
-- @include balances
local kind = tonumber(ARGV[3])
read_group(kind, KEYS[1])
local wait = ms_until_enough(kind)
if wait == 0 and ARGV[4] == '1' then change_by(-one_message, kind) end
return wait
