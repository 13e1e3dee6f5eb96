-- Purpose: charges a message to groups if each can pay, or changes nothing.
--
-- KEYS  1..n  the groups
-- ARGV  1     packed, big-endian:
--         6     now, Unix ms
--         1     1, or 0 to change nothing
--         1..   the kind of each group
--       2     terms, see include/balances.lua
-- Output  {ms until all can pay; the kind that is short for longest}, or {0} if they can
-- @include clocks-differ
-- @include balances
-- @include shortages
local kinds = { string.byte(ARGV[1], 8, -1) }
local short, longest = nil, 0
local stored = call('MGET', spread(KEYS))
for place, kind in ipairs(kinds) do
  take_group(kind, KEYS[place], stored[place])
  local wait = ms_until_enough(kind)
  if wait > longest then short, longest = kind, wait end
end
if longest > 0 or unpack('B', ARGV[1], 7) == 0 then return { longest, short } end
for _, kind in ipairs(kinds) do change_by(-one_message, kind) end
return { 0 }
