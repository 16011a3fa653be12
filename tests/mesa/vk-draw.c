// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vk-draw run FILE
 *        vk-draw compare FILE FILE
 *
 * Pictures and words by Vulkan 1.3, without a display: run makes each case and writes it into
 * FILE, compare tells how two such files differ. One is of the driver under test, the other one of
 * Mesa's software rasterizer for Vulkan (lavapipe). Which driver it is, the loader's variable
 * VK_ICD_FILENAMES decides. Words must be the same. Pictures may differ by some steps of 8 bits,
 * and a few pixels in all, at edges. The last line of compare is
 *
 *   vk-draw CASES cases RIGHT right DEVICE
 */
#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "picture.h"
#include "vk-draw.h"
#include "vk.h"

#define WORKS		(word_works_count + picture_works_count)

static const struct vk_work *work_at(size_t i)
{
	return i < word_works_count ? &word_works[i] : &picture_works[i - word_works_count];
}

static struct picture_rule rule(size_t i)
{
	const struct vk_work *w = work_at(i);

	if (w->words)
		return (struct picture_rule){ w->name, 0, 0 };
	return (struct picture_rule){ w->name, PICTURE_STEPS, PICTURE_EDGES + w->more };
}

static void run(const char *path)
{
	static uint8_t picture[PICTURE_BYTES];
	FILE *f;
	size_t i;

	vk_open();
	printf("vk-draw on %s\n", vk.name);
	f = picture_begin(path, vk.name);
	for (i = 0; i < WORKS; i++) {
		memset(picture, 0, sizeof(picture));
		work_at(i)->make(picture);
		picture_write(f, work_at(i)->name, picture);
	}
	picture_end(f);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "run"))
		run(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "compare"))
		picture_compare(argv[2], argv[3], WORKS, rule);
	else
		fail("usage: vk-draw run FILE | compare FILE FILE");
	return 0;
}
