-- Purpose: refunds a message to groups, or pays them back for one that was verified.
--
-- KEYS  1..n  the groups
-- ARGV  1     packed, big-endian:
--         6     now, Unix ms
--         1     1 for a refund, 0 to pay back
--         1..   the kind of each group
--       2     terms, see include/balances.lua
-- Output  the number of groups
-- @include clocks-differ
-- @include balances
local is_refund = unpack('B', ARGV[1], 7) == 1
local kinds = { string.byte(ARGV[1], 8, -1) }
read_groups(kinds, KEYS)
for _, kind in ipairs(kinds) do
  local credit = is_refund and one_message or payback_of(kind)
  -- A number or pair at its start was forgotten since the charge, or time has refilled what the message cost.
  local is_forgotten = (kind == number or kind == pair) and amounts[kind] == starts[kind]
  if credit ~= 0 and not is_forgotten then change_by(credit, kind) end
end
return #KEYS
