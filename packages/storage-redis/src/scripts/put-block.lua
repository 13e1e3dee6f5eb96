-- Purpose: stores a block, in the place of the one of the same target.
--
-- KEYS  1  all blocks
-- ARGV  1  now, Unix ms
--       2  the target
--       3  its end, Unix ms, or 0
--       4  what else is known of it, as JSON
-- Output  nil
-- @include clocks-differ
-- @include blocks
local blocks = read_blocks(KEYS[1])
blocks[ARGV[2]] = { ARGV[3], ARGV[4] }
write_blocks(KEYS[1], blocks, tonumber(ARGV[1]))
return nil
