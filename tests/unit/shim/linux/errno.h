/* SPDX-License-Identifier: GPL-2.0-only */
/* Both: the first alone comes back here for the second. */
#include <errno.h>
#include <asm/errno.h>
