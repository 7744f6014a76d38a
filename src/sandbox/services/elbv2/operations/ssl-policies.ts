// The TLS policies that AWS defines, as DescribeSSLPolicies lists them; those without post-quantum key exchange.
// Only for reading: the sandbox has no HTTPS listeners.

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const GCM128 = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'];
const CBC128 = ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-RSA-AES128-SHA256'];
const SHA128 = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'];
const GCM256 = ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'];
const CBC256 = ['ECDHE-ECDSA-AES256-SHA384', 'ECDHE-RSA-AES256-SHA384'];
const SHA256 = ['ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA'];
const RSA_ONLY = ['AES128-GCM-SHA256', 'AES128-SHA256', 'AES256-GCM-SHA384', 'AES256-SHA256'];
const RSA_AND_SHA = [
  'AES128-GCM-SHA256',
  'AES128-SHA256',
  'AES128-SHA',
  'AES256-GCM-SHA384',
  'AES256-SHA256',
  'AES256-SHA',
];

const GCM = [...GCM128, ...GCM256];
const MODERN = [...GCM128, ...CBC128, ...GCM256, ...CBC256];
const BROAD = [...GCM128, ...CBC128, ...SHA128, ...GCM256, ...CBC256, ...SHA256, ...RSA_AND_SHA];

/** The protocols newest first, as AWS lists them. */
const PROTOCOLS = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];

function policy(Name: string, newest: string, oldest: string, ciphers: readonly string[]) {
  return {
    Name,
    SslProtocols: PROTOCOLS.slice(PROTOCOLS.indexOf(newest), PROTOCOLS.indexOf(oldest) + 1),
    Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
    SupportedLoadBalancerTypes: ['application', 'network'],
  };
}

export const SSL_POLICIES = [
  policy('ELBSecurityPolicy-TLS13-1-3-2021-06', 'TLSv1.3', 'TLSv1.3', TLS13),
  policy('ELBSecurityPolicy-TLS13-1-2-2021-06', 'TLSv1.3', 'TLSv1.2', [...TLS13, ...MODERN]),
  policy('ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'TLSv1.3', 'TLSv1.2', [...TLS13, ...GCM]),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', 'TLSv1.3', 'TLSv1.2', [...TLS13, ...MODERN, ...RSA_ONLY]),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06', 'TLSv1.3', 'TLSv1.2', [...TLS13, ...BROAD]),
  policy('ELBSecurityPolicy-TLS13-1-1-2021-06', 'TLSv1.3', 'TLSv1.1', [...TLS13, ...BROAD]),
  policy('ELBSecurityPolicy-TLS13-1-0-2021-06', 'TLSv1.3', 'TLSv1', [...TLS13, ...BROAD]),
  policy('ELBSecurityPolicy-TLS-1-2-Ext-2018-06', 'TLSv1.2', 'TLSv1.2', BROAD),
  policy('ELBSecurityPolicy-TLS-1-2-2017-01', 'TLSv1.2', 'TLSv1.2', [...MODERN, ...RSA_ONLY]),
  policy('ELBSecurityPolicy-TLS-1-1-2017-01', 'TLSv1.2', 'TLSv1.1', BROAD),
  policy('ELBSecurityPolicy-2016-08', 'TLSv1.2', 'TLSv1', BROAD),
];
