-- A session as tables, and back. Needs `session-format`.
local under_way, results = 0, { failed = 1, rejected = 2, unknown = 3 }

local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_number(bytes, at, length)
  if length == 0 then return nil, at end
  return struct.unpack('>I' .. length, bytes, at)
end

local function unpack_receipt(bytes, at, is_there)
  if not is_there then return nil, at end
  return struct.unpack('Bc0', bytes, at)
end

local function unpack_claims(bytes, at)
  local claims, count = {}, nil
  count, at = struct.unpack('B', bytes, at)
  for place = 1, count do
    local claim, flags = {}, nil
    claim.id, flags, claim.ends, at = struct.unpack(claim_format, bytes, at)
    claim.state, claim.carries, claim.superseded = flags % 4, with_flag(flags, 4), with_flag(flags, 128)
    claim.attempt, at = unpack_number(bytes, at, math.floor(flags / 16) % 8)
    claim.receipt, at = unpack_receipt(bytes, at, with_flag(flags, 8))
    claims[place] = claim
  end
  return claims, at
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack(head_format, bytes)
  local session = {
    decoy = with_flag(flags, 1),
    messages = { claims = {}, code_sent = with_flag(flags, 16), sent = with_flag(flags, 32) },
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if with_flag(flags, 128) then session.last_message, at = struct.unpack('>I2c0', bytes, at) end
  session.messages.attempt, at = unpack_number(bytes, at, math.floor(flags / 256))
  session.messages.receipt, at = unpack_receipt(bytes, at, with_flag(flags, 64))
  if with_flag(flags, 4) then session.messages.claims, at = unpack_claims(bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function pack_claims(claims)
  local packed = { struct.pack('B', #claims) }
  for _, claim in ipairs(claims) do
    packed[#packed + 1] = pack_claim(claim.state, claim.carries, claim.superseded, claim.id, claim.ends, claim.attempt,
      claim.receipt)
  end
  return table.concat(packed)
end

local function pack_session(session)
  local messages = session.messages
  local attempt, length = pack_number(messages.attempt)
  local flags, validated, claims = 256 * length, '', ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    validated = struct.pack('>I6', session.validated_at)
  end
  if #messages.claims > 0 then
    flags = flags + 4
    claims = pack_claims(messages.claims)
  end
  if session.next_link then flags = flags + 8 end
  if messages.code_sent then flags = flags + 16 end
  if messages.sent then flags = flags + 32 end
  if messages.receipt then flags = flags + 64 end
  if session.last_message then flags = flags + 128 end
  local head = struct.pack(head_format, flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address)
  return head .. validated .. pack_message(session.last_message) .. attempt .. pack_receipt(messages.receipt) .. claims ..
    (session.next_link or '')
end

-- The first session of `count` keys that hasn't expired, and its place among them, from 1; else nil.
local function find_session(count, now)
  for place = 1, count do
    local bytes = redis.call('GET', KEYS[place])
    if bytes then
      local session = unpack_session(bytes)
      if now < session.expires then return session, place end
    end
  end
  return nil
end

-- True if no more codes are judged. Wrong codes are counted up to 255, and no more are allowed.
local function is_used_up(session, wrong_allowed)
  return session.wrong >= wrong_allowed
end

local function find_claim(claims, id)
  for place, claim in ipairs(claims) do
    if claim.id == id then return claim, place end
  end
  return nil
end
