-- The blocks, by target: {the end, Unix ms, or 0 if there is none; what else is known, as JSON}. All are one JSON text.
local function read_blocks(key)
  local text = redis.call('GET', key)
  return text and cjson.decode(text) or {}
end

-- Writes those that haven't ended. If each has an end, Redis deletes all with the last.
local function write_blocks(key, blocks, now)
  local kept, last, has_any, is_endless = {}, 0, false, false
  for target, block in pairs(blocks) do
    local ends = tonumber(block[1])
    if ends == 0 or now < ends + clocks_differ then
      kept[target], has_any, is_endless = block, true, is_endless or ends == 0
      last = math.max(last, ends)
    end
  end
  if not has_any then return redis.call('DEL', key) end
  if is_endless then return redis.call('SET', key, cjson.encode(kept)) end
  redis.call('SET', key, cjson.encode(kept), 'PX', string.format('%d', last - now + clocks_differ))
end
