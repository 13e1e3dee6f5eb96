-- Purpose: removes the block of a target.
--
-- KEYS  1  all blocks
-- ARGV  1  now, Unix ms
--       2  the target
-- Output  1 if there was one in force, else 0
-- @include clocks-differ
-- @include blocks
local now = tonumber(ARGV[1])
local blocks = read_blocks(KEYS[1])
local block = blocks[ARGV[2]]
blocks[ARGV[2]] = nil
-- Without a block of the target too: others may have ended.
write_blocks(KEYS[1], blocks, now)
if not block then return 0 end
local ends = tonumber(block[1])
return (ends == 0 or now < ends) and 1 or 0
