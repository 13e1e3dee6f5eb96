-- A session is one packed string, big-endian. It is kept within 44 bytes as long as it can be, since Redis lays a
-- longer string out in two allocations:
--
--   1  flags: 1 decoy, 2 validated, 4 with a claim, 8 with a next_link; the high half: bytes of the attempt, 0 to 7
--   2  wrong codes judged
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  the greatest send attempt, if one was seen
--   4  the claim: a token of the call that claimed the last message. Left out once the session is validated
--   n  the sealed next_link, if there is one
local function with_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

local function unpack_session(bytes)
  local flags, wrong, expires, code_expires, generation, nonce, mac, address, at =
    struct.unpack('>BHI6I6c4c4c6c8', bytes)
  local session = {
    decoy = with_flag(flags, 1),
    wrong = wrong,
    expires = expires,
    code_expires = code_expires,
    generation = generation,
    nonce = nonce,
    mac = mac,
    address = address,
  }
  local attempt_bytes = math.floor(flags / 16)
  if with_flag(flags, 2) then session.validated_at, at = struct.unpack('>I6', bytes, at) end
  if attempt_bytes > 0 then session.attempt, at = struct.unpack('>I' .. attempt_bytes, bytes, at) end
  if with_flag(flags, 4) then session.claim, at = struct.unpack('c4', bytes, at) end
  if with_flag(flags, 8) then session.next_link = string.sub(bytes, at) end
  return session
end

local function bytes_of(number)
  local bytes = 1
  while number >= 256 do
    number = math.floor(number / 256)
    bytes = bytes + 1
  end
  return bytes
end

local function pack_session(session)
  local flags, tail = 0, ''
  if session.decoy then flags = flags + 1 end
  if session.validated_at then
    flags = flags + 2
    tail = tail .. struct.pack('>I6', session.validated_at)
  end
  if session.attempt then
    local bytes = bytes_of(session.attempt)
    flags = flags + 16 * bytes
    tail = tail .. struct.pack('>I' .. bytes, session.attempt)
  end
  if session.claim and not session.validated_at then
    flags = flags + 4
    tail = tail .. session.claim
  end
  if session.next_link then
    flags = flags + 8
    tail = tail .. session.next_link
  end
  return struct.pack('>BHI6I6c4c4c6c8', flags, session.wrong, session.expires, session.code_expires,
    session.generation, session.nonce, session.mac, session.address) .. tail
end

-- The first session of `count` keys that is not gone, and its place among them, from 1; else nil.
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
