/** Tiny models for the examples, as bytes. */

/** y = 2 · first − second + 0.5 over one [N,2] tensor, its columns named in the metadata. */
export const linear = { base64: 'CAgSCGZpeHR1cmVzOn8KEwoBeAoBdxIBbSIGTWF0TXVsOgAKEAoBbQoBYhIBeSIDQWRkOgASBWdyYXBoKhMKAgIBEAFCAXdKCAAAAEAAAIC/Kg4KAQEQAUIBYkoEAAAAP1oUCgF4Eg8KDQgBEgkKAxIBTgoCCAJiFAoBeRIPCg0IARIJCgMSAU4KAggBQgQKABARQg4KCmFpLm9ubngubWwQA3IuCg1mZWF0dXJlX25hbWVzEh1bImdyw7bDn2UgXCJ4XCIuIPCfjogiLCJhZ2UiXQ==' };

/** A logistic classifier of ham and spam over one [N,2] tensor, with the ZipMap that scikit-learn's converter writes. */
export const classifier = { base64: 'CAgSCGZpeHR1cmVzOrQDCsQBCgtmbG9hdF9pbnB1dBIMb3V0cHV0X2xhYmVsEgZzY29yZXMiEExpbmVhckNsYXNzaWZpZXIqIwoTY2xhc3NsYWJlbHNfc3RyaW5nc0oDaGFtSgRzcGFtoAEIKiMKDGNvZWZmaWNpZW50czoQAAAAwAAAgD8AAAAAAACAv6ABBioZCgppbnRlcmNlcHRzOggAAAAAAAAAAKABBiocCg5wb3N0X3RyYW5zZm9ybSIHU09GVE1BWKABAzoKYWkub25ueC5tbAojCgZzY29yZXMSDXByb2JhYmlsaXRpZXMiCElkZW50aXR5OgAKXAoNcHJvYmFiaWxpdGllcxISb3V0cHV0X3Byb2JhYmlsaXR5IgZaaXBNYXAqIwoTY2xhc3NsYWJlbHNfc3RyaW5nc0oDaGFtSgRzcGFtoAEIOgphaS5vbm54Lm1sEgVncmFwaFoeCgtmbG9hdF9pbnB1dBIPCg0IARIJCgMSAU4KAggCYhsKDG91dHB1dF9sYWJlbBILCgkICBIFCgMSAU5iJAoSb3V0cHV0X3Byb2JhYmlsaXR5Eg4iDAoKKggICBIECgIIAUIECgAQEUIOCgphaS5vbm54Lm1sEAM=' };

/** sum = a + b over two inputs of one column each. */
export const sum = { base64: 'CAgSCGZpeHR1cmVzOl8KEgoBYQoBYhIDc3VtIgNBZGQ6ABIFZ3JhcGhaFAoBYRIPCg0IARIJCgMSAU4KAggBWhQKAWISDwoNCAESCQoDEgFOCgIIAWIWCgNzdW0SDwoNCAESCQoDEgFOCgIIAUIECgAQEUIOCgphaS5vbm54Lm1sEAM=' };

/** y = first + second over one [N,2] tensor, missing values replaced by 10 and 20.5 inside. */
export const imputing = { base64: 'CAgSCG1pbGxyYWNlOssBCmQKAXgSBWtub3duIgdJbXB1dGVyKiMKFGltcHV0ZWRfdmFsdWVfZmxvYXRzOggAACBBAACkQaABBioeChRyZXBsYWNlZF92YWx1ZV9mbG9hdBUAAMB/oAEBOgphaS5vbm54Lm1sCh0KBWtub3duCgRheGlzEgF5IglSZWR1Y2VTdW06ABIBZyoVCgEBEAdCBGF4aXNKCAEAAAAAAAAAWhQKAXgSDwoNCAESCQoDEgFOCgIIAmIUCgF5Eg8KDQgBEgkKAxIBTgoCCAFCBAoAEBFCDgoKYWkub25ueC5tbBAD' };

/** The price at a place from 0 to 2; the model fails on any other. */
export const priceAt = { base64: 'CAgSCG1pbGxyYWNlOpcBCh4KBXBsYWNlEgJhdCIEQ2FzdCoJCgJ0bxgHoAECOgAKHQoGcHJpY2VzCgJhdBIFcHJpY2UiBkdhdGhlcjoAEgFnKicKAQMQB0IGcHJpY2VzShgFAAAAAAAAAAcAAAAAAAAACQAAAAAAAABaFAoFcGxhY2USCwoJCAMSBQoDEgFOYhQKBXByaWNlEgsKCQgHEgUKAxIBTkIECgAQEUIOCgphaS5vbm54Lm1sEAM=' };

/** The mean of each channel of an image of 2 × 1 pixels. */
export const colour = { base64: 'CAgSCG1pbGxyYWNlOnsKOwoFaW1hZ2USBG1lYW4iClJlZHVjZU1lYW4qDQoEYXhlc0ICAgOgAQcqDwoIa2VlcGRpbXMYAKABAjoAEgFnWiAKBWltYWdlEhcKFQgBEhEKAxIBTgoCCAMKAggBCgIIAmIXCgRtZWFuEg8KDQgBEgkKAxIBTgoCCANCBAoAEBFCDgoKYWkub25ueC5tbBAD' };

/** A PNG of a red and a dark blue pixel. */
export const twoPixels = { base64: 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwNAAAAaBAYDbxEJ9AAAAAElFTkSuQmCC' };
