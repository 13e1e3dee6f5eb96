-- Purpose: adds URLs to what a user agreed to.
--
-- KEYS  1    the user's agreements: a JSON list of URLs
-- ARGV  1    ms until Redis drops them
--       2..  the URLs
-- Output  nil
local text = redis.call('GET', KEYS[1])
local urls, known = text and cjson.decode(text) or {}, {}
for _, url in ipairs(urls) do known[url] = true end
for at = 2, #ARGV do
  if not known[ARGV[at]] then
    known[ARGV[at]] = true
    urls[#urls + 1] = ARGV[at]
  end
end
if #urls > 0 then redis.call('SET', KEYS[1], cjson.encode(urls), 'PX', ARGV[1]) end
return nil
