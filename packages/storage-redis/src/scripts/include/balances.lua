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

local ceil, format = math.ceil, string.format
local spread = unpack
local call, pack, unpack = redis.call, struct.pack, struct.unpack
local now = unpack('>I6', ARGV[1])

-- With room for all, since a table that grows is allocated again and again.
local function for_each_kind()
  return { false, false, false, false, false, false, false, false, false, false }
end

-- The groups that were taken: their keys, balances now, and terms, by kind.
local keys, amounts, times = for_each_kind(), for_each_kind(), for_each_kind()
local starts, refills, fades, mosts = for_each_kind(), for_each_kind(), for_each_kind(), for_each_kind()

-- Time until an amount is back at its start.
local function ms_until_start(kind, amount)
  local over = amount - starts[kind]
  if over < 0 then return ceil(-over / refills[kind]) end
  return ceil(over / fades[kind])
end

-- An amount after some time. One of a host whose clock is ahead doesn't move until then.
local function amount_at(kind, amount, at, time)
  if time <= at then return amount end
  local start = starts[kind]
  if amount < start then
    amount = amount + refills[kind] * (time - at)
    return amount < start and amount or start
  end
  amount = amount - fades[kind] * (time - at)
  return amount > start and amount or start
end

-- Redis deletes the balance later than it is back at its start, because it counts by its own clock from the arrival of the
-- call. It takes longer to write a number than a text.
local function write_group(kind, amount)
  local at = times[kind]
  local lifetime = at - now + ms_until_start(kind, amount) + clocks_differ
  amounts[kind] = amount
  call('SET', keys[kind], pack('>I7I6', amount, at), 'PX', format('%d', lifetime))
end

-- Takes a group's balance as it was stored, or as it starts. A balance that a wrong clock changed keeps its amount, and counts from
-- now. That is stored, even if the message is refused: else it would never refill.
local function take_group(kind, key, bytes)
  local start, refill, fade, most = unpack('>dddd', ARGV[2], 56 * kind - 55)
  keys[kind], amounts[kind], times[kind] = key, start, now
  starts[kind], refills[kind], fades[kind], mosts[kind] = start, refill, fade, most
  if not bytes then return end
  local amount, at = unpack('>I7I6', bytes)
  if at > now + clock_error then return write_group(kind, amount) end
  amounts[kind] = amount_at(kind, amount, at, now)
  if at > now then times[kind] = at end
end

local function change_by(units, kind)
  local amount, most = amounts[kind] + units, mosts[kind]
  if amount < 0 then amount = 0 end
  write_group(kind, amount < most and amount or most)
end
