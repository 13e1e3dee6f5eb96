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
local stored = call('MGET', spread(KEYS))

-- True for a number or pair of which nothing is stored, or only for hosts whose clocks are behind. It was forgotten since the
-- charge, or time has refilled what the message took.
local function is_forgotten(kind, bytes)
  if kind ~= number and kind ~= pair then return false end
  if not bytes then return true end
  local amount, at = unpack('>I7I6', bytes)
  return now >= at + ms_until_start(kind, amount) + clocks_differ
end

-- What a verification adds to a group.
local function payback_of(kind)
  local payback, if_short = unpack('>dd', ARGV[2], 56 * kind - 23)
  return amounts[kind] < one_message and if_short or payback
end

for place = 1, #KEYS do
  local kind, bytes = string.byte(ARGV[1], 7 + place), stored[place]
  take_group(kind, KEYS[place], bytes)
  local credit = is_refund and one_message or payback_of(kind)
  if credit ~= 0 and not (is_refund and is_forgotten(kind, bytes)) then change_by(credit, kind) end
end
return #KEYS
