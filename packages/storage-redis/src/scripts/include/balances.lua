-- A balance is 13 bytes, big-endian: the amount in units (7 bytes; 3,600,000,000 are a message) and the time of that amount
-- (6 bytes, Unix ms). The rules are those of the core's guard/balance.ts.
--
-- ARGV[1] is packed, big-endian; it begins with 6 bytes of now, Unix ms. ARGV[2] has the terms of each kind, 7 doubles, big-endian, all in units: start, refill a ms, fade
-- a ms, most, payback, payback if the group is short, and the lowest amount of a good name.
--
-- All are whole numbers, and the arithmetic is exact wherever its result counts: a sum or product over 2^53 is over a
-- limit too, and is cut off there.
local number, block, block_rate, country, proved, pair, address, network, all, share =
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10

local one_message = 3600000000
local clock_error = 3600000

local min, max, ceil = math.min, math.max, math.ceil
local spread = unpack
local call, pack, unpack = redis.call, struct.pack, struct.unpack
local now = unpack('>I6', ARGV[1])

-- The keys of the groups that were read, their balances now, and terms, by kind.
-- With room for all, since a table that grows is allocated again and again.
local function for_each_kind()
  return { false, false, false, false, false, false, false, false, false, false }
end
local keys, amounts, times = for_each_kind(), for_each_kind(), for_each_kind()
local starts, refills, fades, mosts = for_each_kind(), for_each_kind(), for_each_kind(), for_each_kind()
local paybacks, paybacks_if_short, good_names = for_each_kind(), for_each_kind(), for_each_kind()

-- Time until an amount is back at its start.
local function ms_until_start(kind, amount)
  local over = amount - starts[kind]
  return ceil(over < 0 and -over / refills[kind] or over / fades[kind])
end

-- Redis deletes the balance later than it is back at its start, because it counts by its own clock from the arrival of the
-- call.
local function write_group(kind)
  local amount, at = amounts[kind], times[kind]
  local lifetime = at - now + ms_until_start(kind, amount) + clocks_differ
  call('SET', keys[kind], pack('>I7I6', amount, at), 'PX', lifetime)
end

-- A balance that a wrong clock changed keeps its amount, and counts from now. That is stored, even if the message is refused:
-- else it would never refill.
local function take_group(kind, key, bytes)
  local start, refill, fade, most, payback, if_short, good_name = unpack('>ddddddd', ARGV[2], 56 * kind - 55)
  keys[kind], amounts[kind], times[kind] = key, start, now
  starts[kind], refills[kind], fades[kind] = start, refill, fade
  mosts[kind], paybacks[kind], paybacks_if_short[kind], good_names[kind] = most, payback, if_short, good_name
  if not bytes then return end
  local amount, at = unpack('>I7I6', bytes)
  if at > now + clock_error then
    amounts[kind] = amount
    return write_group(kind)
  end
  local passed = max(0, now - at)
  if amount < start then
    amounts[kind] = min(start, amount + refill * passed)
  else
    amounts[kind] = max(start, amount - fade * passed)
  end
  times[kind] = at + passed
end

-- What was stored of each group.
local function read_groups(kinds, group_keys)
  local stored = call('MGET', spread(group_keys))
  for place, kind in ipairs(kinds) do take_group(kind, group_keys[place], stored[place]) end
  return stored
end

local function read_group(kind, key)
  take_group(kind, key, call('GET', key))
end

-- What a verification adds to a group.
local function payback_of(kind)
  return amounts[kind] < one_message and paybacks_if_short[kind] or paybacks[kind]
end

local function change_by(units, kind)
  amounts[kind] = min(mosts[kind], max(0, amounts[kind] + units))
  write_group(kind)
end

-- True if the group has a good name; or will have it after a wait, if nothing else happens.
local function has_good_name(kind, wait)
  local amount = amounts[kind]
  if wait then
    local passed = max(0, now + wait - times[kind])
    amount = amount < starts[kind] and min(starts[kind], amount + refills[kind] * passed)
      or max(starts[kind], amount - fades[kind] * passed)
  end
  return amount >= good_names[kind]
end

-- Time until the balance is enough for a message; 0 if it is. One that was changed by a host whose clock is ahead doesn't move
-- until then.
local function ms_until_enough(kind)
  if amounts[kind] >= one_message then return 0 end
  return times[kind] - now + ceil((one_message - amounts[kind]) / refills[kind])
end
