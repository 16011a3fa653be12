/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engines of a GPU.
 */
#ifndef VGT_TOP_ENGINE_H
#define VGT_TOP_ENGINE_H

#include <stdbool.h>

enum {
	ENGINE_RENDER,
	ENGINE_BLITTER,
	ENGINE_VIDEO,
	ENGINE_VIDEO2,
	ENGINE_VIDEO_ENHANCEMENT,
	ENGINES
};

extern const char * const engine_names[ENGINES];
extern const char * const engine_titles[ENGINES];
/* At most four characters. */
extern const char * const engine_short_titles[ENGINES];

#endif
