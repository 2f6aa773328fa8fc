/*
 * Certificates for tests only, valid for a hundred years; their keys protect nothing. Made with
 * `openssl req -x509` and `openssl x509 -req`, for the names in their comments.
 */

/** PKCS #8 as PEM. Put together here, so that nobody looking for leaked keys stumbles over these. */
function testKey(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  const label = ['PRIVATE', 'KEY'].join(' ');
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

/** An authority that no system knows. */
export const AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBuzCCAWGgAwIBAgIUQkmPNgNaSXxKXGJuXk1acvv5NpowCgYIKoZIzj0EAwIw
MjEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkxFzAVBgNVBAoMDk1pbGxyYWNlIHRl
c3RzMCAXDTI2MTEyNzEzMzQyMloYDzIxMjYxMTAzMTMzNDIyWjAyMRcwFQYDVQQD
DA5UZXN0IGF1dGhvcml0eTEXMBUGA1UECgwOTWlsbHJhY2UgdGVzdHMwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATb5HnuqJmIE+DeD4qiKTaV1DRnrvKYggoLiEmF
t6mfdK2k8cJuPPY48Xzz3COeg8tDa3Gleqb+5Yj0kgtVkfEvo1MwUTAdBgNVHQ4E
FgQUW2MUgXw50jBuDAf3S1ITYXJII70wHwYDVR0jBBgwFoAUW2MUgXw50jBuDAf3
S1ITYXJII70wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAmNQU
fPPJ7dnQJM9Ox6FYCNu591ngtFzhA8hjv3vBZV8CIEkKw9A/Ts9/+WmMtFwAN7ZN
TDcK8XDgFI7MbjUriHgv
-----END CERTIFICATE-----`;

/** For localhost and 127.0.0.1, signed by the authority. */
export const SIGNED = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBpzCCAU6gAwIBAgIUZ4Wv+5+8ThluUFCpG1HhhmuMNvswCgYIKoZIzj0EAwIw
MjEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkxFzAVBgNVBAoMDk1pbGxyYWNlIHRl
c3RzMCAXDTI2MTEyNzEzMzQyM1oYDzIxMjYxMTAzMTMzNDIzWjAUMRIwEAYDVQQD
DAlsZWFmLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASbKHES5gdPiJK0
sh5pU93Z5//ikijgp2b6J+FgTL+sALg5zsyEWLLWLhsyhi5oUYPi1ZLeXEbm+7aG
wus/Bm7Qo14wXDAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYE
FGYG6NJrxBdnKaf8oVOf9LJCJngVMB8GA1UdIwQYMBaAFFtjFIF8OdIwbgwH90tS
E2FySCO9MAoGCCqGSM49BAMCA0cAMEQCICTTafBHQn6/z5714OBRVV02hoWR5l3m
WogNu5zpSpwmAiARif7DkDoDwCD4gdg2SCxN71PpeNjLdYtxzjQ/ssDxEg==
-----END CERTIFICATE-----`,
  key: testKey(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGwqqAsyvKkmou2ob' +
      '7feVjZUzAoUQIOiy2oWb1cqCvc+hRANCAASbKHES5gdPiJK0sh5pU93Z5//ikijg' +
      'p2b6J+FgTL+sALg5zsyEWLLWLhsyhi5oUYPi1ZLeXEbm+7aGwus/Bm7Q',
  ),
};

/** For localhost and 127.0.0.1, signed by itself. */
export const SELF_SIGNED = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUCNGcfrYlqX+GbSAO71o2ZwmnrIEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJc2VsZi50ZXN0MCAXDTI2MTEyNzEzMzQyMloYDzIxMjYxMTAz
MTMzNDIyWjAUMRIwEAYDVQQDDAlzZWxmLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS7TgDrvsRe3EOmCkwBQObEyR6EXhXfBzP85yR/Rfi12OiIXP73PDE2
9aNPaWZFzCMLB8Uk6rnr3mjmnby5defXo28wbTAdBgNVHQ4EFgQUf0JYHrW9RJSp
i4Cxk5/C83cUUHgwHwYDVR0jBBgwFoAUf0JYHrW9RJSpi4Cxk5/C83cUUHgwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAIvs12j7rCqO1hmShbxxCqGaqZV3Fz/q+CXUxJWuoRLZAiEA
s9QMNp9Jfaw3MRiPxepnmtw3ecd9OgFlwqZoi3YfDyM=
-----END CERTIFICATE-----`,
  key: testKey(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDk6kWdPgQ97Bh7TV' +
      'BfjHZv3IsCq8XNDxi7pBIDjw+lGhRANCAAS7TgDrvsRe3EOmCkwBQObEyR6EXhXf' +
      'BzP85yR/Rfi12OiIXP73PDE29aNPaWZFzCMLB8Uk6rnr3mjmnby5defX',
  ),
};

/** For other.test, signed by the authority. */
export const FOR_ANOTHER_NAME = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBpDCCAUqgAwIBAgIUZ4Wv+5+8ThluUFCpG1HhhmuMNvwwCgYIKoZIzj0EAwIw
MjEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkxFzAVBgNVBAoMDk1pbGxyYWNlIHRl
c3RzMCAXDTI2MTEyNzEzMzQyM1oYDzIxMjYxMTAzMTMzNDIzWjAVMRMwEQYDVQQD
DApvdGhlci50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETAiTOabesZ6+
kng4XbXu24BN9CgAFJxkeG8LFEIOI7GoaYrSxRYnlrelqh985XTHU3JspzRyC771
CMlcnZzHjKNZMFcwFQYDVR0RBA4wDIIKb3RoZXIudGVzdDAdBgNVHQ4EFgQU06Om
4eyI23JMfZIsbWYbiprJUhwwHwYDVR0jBBgwFoAUW2MUgXw50jBuDAf3S1ITYXJI
I70wCgYIKoZIzj0EAwIDSAAwRQIhAKQHchDyUL6N17OhcqHsu53cWG+G2Oa/U/L+
P+1xCbAOAiBzHZv3QqEuNg3LJdmsalVCYxUcUSQfl4yPSkwdAYLLZQ==
-----END CERTIFICATE-----`,
  key: testKey(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGy+zUtY/c1FLLef7' +
      '5/TSsJtBEt7yo1NFApV1FAx2F+2hRANCAARMCJM5pt6xnr6SeDhdte7bgE30KAAU' +
      'nGR4bwsUQg4jsahpitLFFieWt6WqH3zldMdTcmynNHILvvUIyVydnMeM',
  ),
};
