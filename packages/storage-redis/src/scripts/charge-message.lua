-- Purpose: charges a message to its groups if none of those asked is short, or changes nothing.
--
-- KEYS  1..3   number, block, and block by its rate
--       4..8   the country in the lanes nobody, network, address, pair and proved
--       9..11  pair, address and network; only if the caller's address is known
--       last   the group of all, and the address's share of it if the address is known; missing in a Cluster, where they
--              lie in another slot
-- ARGV  1  packed, big-endian:
--         6  now, Unix ms
--         1  1 if the caller's address is known, else 0
--         1  1 if the caller has solved a challenge, else 0
--         6  if the group of all has no key here, ms until it and the share can pay, and 1: 1 if they have paid, 0 if they
--            weren't asked yet
--         1  which of the two is short for longest, or 0
--       2  terms, see include/balances.lua
-- Output  {'allow', lane, 1 if the group of all and the share were charged here else 0,
--          the kinds that had a whole message to pay: the sum of 2^(kind - 1)}
--         {'held', lane}: no group is short, but the group of all must pay first, and wasn't asked yet
--         {'refuse', the lane that will be open first, the kind that is short there for longest, ms until none is,
--          1 if a challenge helps else 0, 1 if the group of all must pay there too and wasn't asked yet else 0}
-- @include clocks-differ
-- @include balances
local caller_known, proof, wait_of_all, short_of_all = unpack('>BBI6B', ARGV[1], 7)
local is_caller_known, is_all_asked = caller_known == 1, wait_of_all > 0
wait_of_all = wait_of_all - 1
local place_of_all = is_caller_known and 12 or 9
local is_all_here = KEYS[place_of_all] ~= nil
local stored = call('MGET', spread(KEYS))

local function take(kind, place)
  take_group(kind, KEYS[place], stored[place])
end

local function good_name_of(kind)
  return (unpack('>d', ARGV[2], 56 * kind - 7))
end

local function has_good_name(kind)
  return amounts[kind] >= good_name_of(kind)
end

take(number, 1)
take(block, 2)
take(block_rate, 3)
local has_voucher = false
if is_caller_known then
  take(pair, 9)
  take(address, 10)
  take(network, 11)
  has_voucher = has_good_name(pair) or has_good_name(address) or has_good_name(network)
end

-- The kinds that a message is charged to in a lane, whose country has its key at the place; and true if the group of all is
-- among them.
local function charged_in(lane, place)
  local of_country = lane == 'proved' and proved or country
  take(of_country, place)
  local is_all_charged = is_all_here and lane == 'nobody' and not has_good_name(country)
  if is_all_charged then
    take(all, place_of_all)
    if not is_caller_known then return { number, block, block_rate, country, all }, true end
    take(share, 13)
    return { number, block, block_rate, country, pair, address, network, all, share }, true
  end
  if not is_caller_known then return { number, block, block_rate, of_country }, false end
  return { number, block, block_rate, of_country, pair, address, network }, false
end

-- True if the group of all must be charged too and has no key here. The country must have been taken.
local function is_all_elsewhere(lane)
  return not is_all_here and lane == 'nobody' and not has_good_name(country)
end

-- Charges the kinds. Those that had a whole message to pay.
local function charge(kinds)
  local paid = 0
  for place = 1, #kinds do
    local kind = kinds[place]
    if amounts[kind] >= one_message then paid = paid + 2 ^ (kind - 1) end
    change_by(-one_message, kind)
  end
  return paid
end

local function can_pay(kinds)
  for place = 1, #kinds do
    if amounts[kinds[place]] < one_message then return false end
  end
  return true
end

-- Nobody vouches for most messages, and no group is short. All others go on below, by the same rules.
if not has_voucher then
  local kinds, is_all_charged = charged_in('nobody', 4)
  if can_pay(kinds) and (wait_of_all == 0 or not is_all_elsewhere('nobody')) then
    return { 'allow', 'nobody', is_all_charged and 1 or 0, charge(kinds) }
  end
end

-- @include shortages

local is_proved = proof == 1
local country_places = { nobody = 4, network = 5, address = 6, pair = 7, proved = 8 }

-- Groups that are not asked in a lane. They are charged all the same, as far as they can pay.
local spared = {
  pair = { [number] = true, [block] = true, [address] = true, [network] = true },
  address = { [network] = true },
  network = {},
  nobody = {},
  proved = { [address] = true, [network] = true },
}

-- Groups whose shortage a solved challenge gets around.
local challenged = { [address] = true, [network] = true, [country] = true, [all] = true, [share] = true }

-- The lanes of those who vouch for the message, the narrowest first; that of strangers, which is open to everybody; and that of a
-- solved challenge, which asks whatever no challenge gets around.
local vouchers = { pair = pair, address = address, network = network }
local function lanes()
  local found = {}
  for _, lane in ipairs(is_caller_known and { 'pair', 'address', 'network' } or {}) do
    if has_good_name(vouchers[lane]) then found[#found + 1] = lane end
  end
  found[#found + 1] = 'nobody'
  if is_proved then found[#found + 1] = 'proved' end
  return found
end

-- The kind that is short for longest, if any is; for how long; and whether a challenge helps.
local function find_shortage(kinds, lane)
  local short, longest, helps = nil, 0, true
  for _, kind in ipairs(kinds) do
    local wait = spared[lane][kind] and 0 or ms_until_enough(kind)
    if wait > longest then short, longest = kind, wait end
    if wait > 0 and not challenged[kind] then helps = false end
  end
  return short, longest, helps
end

-- A refusal changes nothing.
local function decide_in(lane)
  local kinds, is_all_charged = charged_in(lane, country_places[lane])
  local short, wait, helps = find_shortage(kinds, lane)
  local is_elsewhere = is_all_elsewhere(lane)
  local asks_all = is_elsewhere and not is_all_asked
  if is_elsewhere and wait_of_all > wait then short, wait = short_of_all, wait_of_all end
  if short then return { 'refuse', lane, short, wait, helps and 1 or 0, asks_all and 1 or 0 } end
  if asks_all then return { 'held', lane } end
  return { 'allow', lane, is_all_charged and 1 or 0, charge(kinds) }
end

-- True if a lane's good name doesn't fade while the message waits.
local function lasts(lane, wait)
  local kind = vouchers[lane]
  return not kind or amount_at(kind, amounts[kind], times[kind], now + wait) >= good_name_of(kind)
end

local function decide()
  local soonest, helps = nil, 1
  for _, lane in ipairs(lanes()) do
    local reply = decide_in(lane)
    if reply[1] ~= 'refuse' then return reply end
    local wait = reply[4]
    if lasts(lane, wait) and (not soonest or wait < soonest[4]) then soonest = reply end
    helps = math.min(helps, reply[5])
  end
  soonest[5] = helps
  return soonest
end

return decide()
