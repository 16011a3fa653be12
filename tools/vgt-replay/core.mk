# SPDX-License-Identifier: GPL-2.0-only
#
# How the core is compiled in user space, over the kernel primitives of tests/unit/shim. They need
# some of the kernel's source, as tests/unit does.

ifndef KSRC
KSRC     := $(shell $(ROOT)/scripts/kernel-source)
endif
SHIM     := $(ROOT)/tests/unit/shim

CC       ?= gcc
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=undefined
VERSION  := $(shell sed -n 's/^VGT_VERSION := //p' $(ROOT)/drivers/gpu/vgt/Makefile)
CPPFLAGS := -D_GNU_SOURCE -DVGT_VERSION='"$(VERSION)"' -I$(SHIM) -I$(KSRC)/tools/include \
	    -I$(KSRC)/tools/arch/x86/include -I$(KSRC)/tools/include/uapi \
	    -DVGT_XARRAY_H='"$(KSRC)/include/linux/xarray.h"' \
	    -DVGT_XARRAY_C='"$(KSRC)/lib/xarray.c"' \
	    -DVGT_DRM_FOURCC_H='"$(KSRC)/include/uapi/drm/drm_fourcc.h"' \
	    -I$(ROOT)/drivers/gpu/vgt
CFLAGS   ?= -O1 -g
CFLAGS   += -std=gnu11 -Wall -Wno-unused-function -Wno-pointer-sign \
	    -fno-strict-aliasing -fno-omit-frame-pointer -pthread $(SANITIZE) $(EXTRA)

CORE_SRC := $(filter-out %/trace.c,$(wildcard $(ROOT)/drivers/gpu/vgt/core/*.c \
	    $(ROOT)/drivers/gpu/vgt/core/*/*.c)) $(SHIM)/shim.c $(SHIM)/xarray.c

$(OUT)/%.o: $(ROOT)/%.c
	@mkdir -p $(@D)
	@echo "  CC      $*.c"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
