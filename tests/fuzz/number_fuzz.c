// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: what is written to control files. A number that is taken is in its range, and is
 * the same when it is written as it would be read back.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "fuzz.h"

/* Files get a page, with a 0 after what was written. */
#define TEXT_MAX	64

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const char letters[] = "\n0123456789xXaf +-";
	char text[TEXT_MAX + 1] = "", again[16];
	struct fuzz f = { data, size };
	u32 least = fuzz_u32(&f), most = fuzz_u32(&f), value = 0, back = 0;
	u32 i, raw = fuzz_u8(&f) & 1;
	int ret;

	for (i = 0; i < TEXT_MAX && f.size; i++)
		text[i] = raw ? fuzz_u8(&f) : letters[fuzz_u8(&f) % (sizeof(letters) - 1)];
	ret = vgt_number_parse(text, least, most, &value);
	fuzz_check(!ret || ret == -EINVAL || ret == -ERANGE, "an errno of no meaning");
	if (ret)
		return 0;
	fuzz_check(value >= least && value <= most, "a number out of its range");
	fuzz_check(!strpbrk(text, "- "), "a number of more than one word, or of less than 0");
	snprintf(again, sizeof(again), "%u\n", value);
	fuzz_check(!vgt_number_parse(again, least, most, &back) && back == value,
		   "a number that is not taken again");
	snprintf(again, sizeof(again), "%#x", value);
	fuzz_check(!vgt_number_parse(again, least, most, &back) && back == value,
		   "a number that is not taken in hexadecimal");
	return 0;
}
