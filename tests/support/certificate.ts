/** A certificate for 127.0.0.1 that nobody has signed but itself, with its key: what a centre with a bad certificate shows. */
export const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqpbtxZejkEZJF5Ve
9wajAAHqXHz8R1vJl4zLCYseVIChRANCAAQhCdZ7yk7QZgC/dk/jQpv/ASt1Ii5j
jbvuzFJ3zUKweN701Ov0ptG6Q9XBg0SqIvPgWuuo/qiN0ZdLVn3awfQM
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUdhyUgDubf5NPrgKKvRVLjwKebpwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjEzNTMwNVoYDzIxMjYxMDI5
MTM1MzA1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQhCdZ7yk7QZgC/dk/jQpv/ASt1Ii5jjbvuzFJ3zUKweN701Ov0ptG6
Q9XBg0SqIvPgWuuo/qiN0ZdLVn3awfQMo28wbTAdBgNVHQ4EFgQUMvZ/jwe008zN
5vpC7QNksnrVQOowHwYDVR0jBBgwFoAUMvZ/jwe008zN5vpC7QNksnrVQOowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSAAwRQIhAMhoxfJXmrEjjNbx6qqh/bx2TkYmH/DLtqaWfN2RwXYmAiAQ
jNEONKAGxWMFlD/gXaJe+lkf9oJdyLEUGDCV+VygwQ==
-----END CERTIFICATE-----`,
};
