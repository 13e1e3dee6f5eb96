-- Purpose: charges a message to groups if each can pay, or changes nothing.
--
-- KEYS  1..n  the groups
-- ARGV  1     now, Unix ms
--       2     terms, see include/balances.lua
--       3     1, or 0 to change nothing
--       4..   the kind of each group
-- Output  {ms until all can pay, 0 if they can; the kind that is short for longest, or 0}
-- @include clocks-differ
-- @include balances
local short, longest = 0, 0
for place, key in ipairs(KEYS) do
  local kind = tonumber(ARGV[3 + place])
  read_group(kind, key)
  local wait = ms_until_enough(kind)
  if wait > longest then short, longest = kind, wait end
end
if longest > 0 or ARGV[3] == '0' then return { longest, short } end
for place = 1, #KEYS do change_by(-one_message, tonumber(ARGV[3 + place])) end
return { 0, 0 }
