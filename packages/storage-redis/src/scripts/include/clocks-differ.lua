-- Hosts' clocks differ by up to so many ms: what is over by one host's clock is kept so long for the others.
local clocks_differ = 60000
