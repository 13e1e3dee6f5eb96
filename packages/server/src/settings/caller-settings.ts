import { checkedByCore } from './parsers/checked-by-core.js';
import { homeservers } from './parsers/homeservers.js';
import { list } from './parsers/list.js';
import { oneOf } from './parsers/one-of.js';
import { optional } from './parsers/optional.js';
import { origins } from './parsers/origins.js';
import { proxies } from './parsers/proxies.js';
import { terms } from './parsers/terms.js';
import { text } from './parsers/text.js';

/** Settings of the callers: who may call, and as whom. */
export const callerSettings = {
  delegates: {
    name: 'THREEPID_DELEGATES',
    fallback: '',
    help: 'Addresses or ranges of callers that act for many people, such as a homeserver: 10.1.2.3,10.2.0.0/16. They are not judged by their own address, and may name that of the person in X-Threepid-Client-Address.',
    parse: checkedByCore(list, 'delegates', (addresses) => ({ addresses })),
  },
  delegateSecrets: {
    name: 'THREEPID_DELEGATE_SECRET',
    secret: true,
    fallback: '',
    help: 'A caller that sends it as Authorization: Bearer is a delegate; 16 characters or more, or a comma-separated list.',
    parse: checkedByCore(list, 'delegates', (keys) => ({ secrets: keys })),
  },
  v1: {
    name: 'THREEPID_V1',
    fallback: 'open',
    help: 'Who may call the identity API v1, which takes no access token: open (everybody), delegates, or off.',
    parse: oneOf('open', 'delegates', 'off'),
  },
  v1Prefix: {
    name: 'THREEPID_V1_PREFIX',
    secret: true,
    fallback: '',
    help: 'A path before /_matrix on v1, such as /hard-to-guess, to keep strangers out.',
    parse: checkedByCore(text, 'identityV1', (pathPrefix) => ({ pathPrefix })),
  },
  homeservers: {
    name: 'THREEPID_HOMESERVERS',
    fallback: '',
    help: 'Switches the identity API v2 on, for users of these homeservers: example.org,other.example=https://10.0.0.5:8448. One with a URL is called there, one without is found by server discovery. Default: v2 is off.',
    parse: homeservers,
  },
  terms: {
    name: 'THREEPID_TERMS',
    fallback: '',
    help: 'A JSON file of the terms of service on v2: {"privacy_policy":{"version":"1.0","translations":{"en":{"name":"Privacy policy","url":"https://example.org/privacy-1.0-en.html"}}}}. Default: none.',
    parse: optional(terms),
  },
  trustProxy: {
    name: 'THREEPID_TRUST_PROXY',
    fallback: '',
    help: 'Addresses or ranges of proxies whose X-Forwarded-For is trusted: 127.0.0.1,10.0.0.0/8. Default: none.',
    parse: optional(proxies),
  },
  cors: {
    name: 'THREEPID_CORS',
    fallback: '*',
    help: "Origins whose web pages may call: * (any page can spend the messages of its visitors' addresses), a list such as https://app.example.org,https://example.org, or off: no CORS headers, for a proxy that adds its own.",
    parse: checkedByCore(origins, 'cors', (cors) => cors),
  },
};
