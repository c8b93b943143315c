/**
 * The scripts that run inside Redis, where each applies whole or not at all. KEYS of one call share one hash tag.
 *
 * Per partition: hash `d` (document → "version:json"), hash `n` (version counter `v`, last position of each list
 * `p:<list>`, that an index `z:<index>` is there, and per lease its number `ln:`, end `lu:`, holder `lh:`, abandoned `la:`), a stream per list
 * (`<position>-0`, field `v`) and a sorted set per ordered index.
 */
export const SCRIPTS = {
  /**
   * KEYS: d, n, then every list and index of the batch. ARGV: fence (lease or "", number, release 0/1), then for each
   * kind its count and its items; see `commitArguments`. Everything is checked before the first write.
   */
  sanadCommit: `
local at = 0
local function take() at = at + 1; return ARGV[at] end
local docs, counters = KEYS[1], KEYS[2]
local lease, number, release = take(), take(), take()
if lease ~= '' then
  local held = redis.call('HMGET', counters, 'ln:' .. lease, 'lh:' .. lease)
  if held[1] ~= number or not held[2] or held[2] == '' then return {'fenced'} end
end
for i = 1, tonumber(take()) do
  local key, expect = take(), take()
  local current = redis.call('HGET', docs, key)
  local version = current and string.match(current, '^%d+') or '0'
  if version ~= expect then return {'conflict', tostring(i), current} end
end
local version = redis.call('HINCRBY', counters, 'v', 1)
local positions = {}
for i = 1, tonumber(take()) do
  local key, text = take(), take()
  redis.call('HSET', docs, key, version .. ':' .. text)
end
for i = 1, tonumber(take()) do redis.call('HDEL', docs, take()) end
for i = 1, tonumber(take()) do
  local stream, list, text = KEYS[tonumber(take())], take(), take()
  local position = redis.call('HINCRBY', counters, 'p:' .. list, 1)
  redis.call('XADD', stream, position .. '-0', 'v', text)
  positions[i] = position
end
for i = 1, tonumber(take()) do
  local stream, list, upTo = KEYS[tonumber(take())], take(), tonumber(take())
  local newest = tonumber(redis.call('HGET', counters, 'p:' .. list) or '0')
  redis.call('XTRIM', stream, 'MINID', string.format('%.0f', math.min(upTo + 1, newest)))
end
for i = 1, tonumber(take()) do
  local index, name, member, order = KEYS[tonumber(take())], take(), take(), take()
  if redis.call('ZADD', index, order, member) == 1 then redis.call('HSETNX', counters, 'z:' .. name, '1') end
end
for i = 1, tonumber(take()) do
  local index, member, order = KEYS[tonumber(take())], take(), take()
  local score = redis.call('ZSCORE', index, member)
  if score and (order == '' or tonumber(order) == tonumber(score)) then redis.call('ZREM', index, member) end
end
if lease ~= '' and release == '1' then
  redis.call('HSET', counters, 'lh:' .. lease, '', 'lu:' .. lease, '0', 'la:' .. lease, '0')
end
for i = 1, tonumber(take()) do
  local topic, message = take(), take()
  redis.call('PUBLISH', topic, message)
end
return {'committed', version, positions}
`,
  /**
   * KEYS: d, n, then lists and indexes of the partition. ARGV: beginning of the documents to keep, then the fields of n
   * that go. Version and leases stay in n.
   */
  sanadDrop: `
local docs, counters, keep = KEYS[1], KEYS[2], ARGV[1]
if keep == '' then redis.call('UNLINK', docs) else
  for _, key in ipairs(redis.call('HKEYS', docs)) do
    if string.sub(key, 1, #keep) ~= keep then redis.call('HDEL', docs, key) end
  end
end
for i = 3, #KEYS do redis.call('UNLINK', KEYS[i]) end
for i = 2, #ARGV do redis.call('HDEL', counters, ARGV[i]) end
return 1
`,
  /** KEYS: n. ARGV: lease, holder, ttl. Time is that of Redis, the same for every process. */
  sanadClaim: `
local n, lease = KEYS[1], ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', n, 'lu:' .. lease, 'lh:' .. lease, 'la:' .. lease)
local held = known[2] and known[2] ~= ''
if held and tonumber(known[1]) > now then return false end
local abandoned = held and (tonumber(known[3]) + 1) or 0
local number = redis.call('HINCRBY', n, 'ln:' .. lease, 1)
redis.call('HSET', n, 'lu:' .. lease, string.format('%.0f', now + ARGV[3]), 'lh:' .. lease, ARGV[2], 'la:' .. lease, abandoned)
return {number, abandoned}
`,
  /**
   * KEYS: an index. ARGV: highest order, then order and member of the place to begin behind, limit. Members of one
   * order are compared byte by byte, as Redis sorts them: Lua's own comparison depends on the machine's locale.
   */
  sanadRanked: `
local index, upTo, order, member, limit = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local function behind(other)
  for i = 1, math.min(#other, #member) do
    local one, two = string.byte(other, i), string.byte(member, i)
    if one ~= two then return one > two end
  end
  return #other > #member
end
local low, high = redis.call('ZCOUNT', index, '-inf', '(' .. order), redis.call('ZCOUNT', index, '-inf', order)
while low < high do
  local middle = math.floor((low + high) / 2)
  if behind(redis.call('ZRANGE', index, middle, middle)[1]) then high = middle else low = middle + 1 end
end
local last = math.min(low + limit, redis.call('ZCOUNT', index, '-inf', upTo)) - 1
if last < low then return {} end
return redis.call('ZRANGE', index, low, last, 'WITHSCORES')
`,
  /** KEYS: n. ARGV: lease, number, ttl; a ttl of 0 gives the lease back. */
  sanadKeep: `
local n, lease = KEYS[1], ARGV[1]
local known = redis.call('HMGET', n, 'ln:' .. lease, 'lh:' .. lease)
if known[1] ~= ARGV[2] or not known[2] or known[2] == '' then return 0 end
if ARGV[3] == '0' then
  redis.call('HSET', n, 'lh:' .. lease, '', 'lu:' .. lease, '0', 'la:' .. lease, '0')
else
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', n, 'lu:' .. lease, string.format('%.0f', now + ARGV[3]))
end
return 1
`,
} as const;
