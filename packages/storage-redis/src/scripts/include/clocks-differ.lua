-- Maximum difference between hosts' clocks in ms: expired data is kept this long for hosts whose clocks are behind.
local clocks_differ = 60000
