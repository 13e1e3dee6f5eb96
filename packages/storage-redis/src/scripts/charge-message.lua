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
local is_caller_known, is_proved, is_all_asked = caller_known == 1, proof == 1, wait_of_all > 0
wait_of_all = wait_of_all - 1
local key_of_all, key_of_share = KEYS[is_caller_known and 12 or 9], KEYS[13]

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

if is_caller_known then
  read_groups({ number, block, block_rate, pair, address, network },
    { KEYS[1], KEYS[2], KEYS[3], KEYS[9], KEYS[10], KEYS[11] })
else
  read_groups({ number, block, block_rate }, { KEYS[1], KEYS[2], KEYS[3] })
end

-- The lanes of those who vouch for the message, the narrowest first; and that of strangers, which is open to everybody.
local vouchers = { pair = pair, address = address, network = network }
local function lanes()
  local found = {}
  for _, lane in ipairs(is_caller_known and { 'pair', 'address', 'network' } or {}) do
    if has_good_name(vouchers[lane]) then found[#found + 1] = lane end
  end
  found[#found + 1] = 'nobody'
  return found
end

-- The kinds that a message is charged to in a lane; true if the group of all must be charged too and has no key here; and true
-- if it is among the kinds.
local function charged_in(lane)
  local of_country = lane == 'proved' and proved or country
  read_group(of_country, KEYS[country_places[lane]])
  local kinds = { number, block, block_rate, of_country }
  if is_caller_known then kinds[5], kinds[6], kinds[7] = pair, address, network end
  if lane ~= 'nobody' or has_good_name(country) then return kinds, false, false end
  if not key_of_all then return kinds, true, false end
  kinds[#kinds + 1] = all
  if key_of_share then
    read_groups({ all, share }, { key_of_all, key_of_share })
    kinds[#kinds + 1] = share
  else
    read_group(all, key_of_all)
  end
  return kinds, false, true
end

-- The kind that is short for longest, if any is; for how long; and whether a challenge helps.
local function find_shortage(kinds, lane)
  local short, longest, helps = nil, 0, lane ~= 'proved'
  for _, kind in ipairs(kinds) do
    local wait = spared[lane][kind] and 0 or ms_until_enough(kind)
    if wait > longest then short, longest = kind, wait end
    if wait > 0 and not challenged[kind] then helps = false end
  end
  return short, longest, helps
end

-- Charges the kinds. Those that had a whole message to pay.
local function charge(kinds)
  local paid = 0
  for _, kind in ipairs(kinds) do
    if amounts[kind] >= one_message then paid = paid + 2 ^ (kind - 1) end
    change_by(-one_message, kind)
  end
  return paid
end

-- A refusal changes nothing.
local function decide_in(lane)
  local kinds, is_all_elsewhere, is_all_here = charged_in(lane)
  local short, wait, helps = find_shortage(kinds, lane)
  local asks_all = is_all_elsewhere and not is_all_asked
  if is_all_elsewhere and wait_of_all > wait then short, wait = short_of_all, wait_of_all end
  if short then return { 'refuse', lane, short, wait, helps and 1 or 0, asks_all and 1 or 0 } end
  if asks_all then return { 'held', lane } end
  return { 'allow', lane, is_all_here and 1 or 0, charge(kinds) }
end

-- True if a lane's good name doesn't fade while the message waits.
local function lasts(lane, wait)
  return lane == 'nobody' or has_good_name(vouchers[lane], wait)
end

local function decide()
  local soonest, helps = nil, 1
  for _, lane in ipairs(lanes()) do
    local reply = decide_in(lane)
    if reply[1] ~= 'refuse' then return reply end
    local wait = reply[4]
    if lasts(lane, wait) and (not soonest or wait < soonest[4]) then soonest = reply end
    helps = min(helps, reply[5])
  end
  if helps == 1 and is_proved then return decide_in('proved') end
  soonest[5] = helps
  return soonest
end

return decide()
