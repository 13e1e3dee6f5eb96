-- Purpose: refunds a message to groups, or pays them back for one that was verified.
--
-- KEYS  1..n  the groups
-- ARGV  1     now, Unix ms
--       2     terms, see include/balances.lua
--       3     'refund' or 'pay-back'
--       4..   the kind of each group
-- Output  the number of groups
-- @include clocks-differ
-- @include balances
local is_refund = ARGV[3] == 'refund'
for place, key in ipairs(KEYS) do
  local kind = tonumber(ARGV[3 + place])
  read_group(kind, key)
  local credit = is_refund and one_message or payback_of(kind)
  if credit ~= 0 then change_by(credit, kind) end
end
return #KEYS
