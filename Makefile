# SPDX-License-Identifier: GPL-2.0-only
#
# vgt out of the kernel tree. `make help` tells the targets.

ROOT      := $(CURDIR)
BUILD     := $(ROOT)/build
KVER      ?= $(shell scripts/kernel-version)
KDIR      ?= /lib/modules/$(KVER)/build
I915_SRC  ?= $(shell scripts/kernel-source $(KVER))/drivers/gpu/drm/i915
PREFIX    ?= /usr/local
MODDIR    ?= /lib/modules/$(KVER)/updates
MODULE    := $(BUILD)/module/$(KVER)

.PHONY: all module model guest tools install demo check check-fast check-long bench tags clean help

all: module model tools

help:
	@echo 'make [KVER=...]     the module for that kernel, the GPU model, the tools'
	@echo 'make install        the module into $(MODDIR),'
	@echo '                    vgtctl and vgt-top into $(PREFIX)'
	@echo 'make demo           the main job, shown (installs what it needs)'
	@echo 'make check          all tests (the same)'
	@echo 'make check-fast     what takes less than a minute'
	@echo 'make check-long     what takes too long for every change: hours'
	@echo 'make bench          figures beside those of kvmgt'
	@echo 'make tags           tags of the C in drivers/, tests/ and tools/, for editors'
	@echo 'make clean          remove build/'

# Kbuild writes beside the sources: it gets a folder of links to them.
module:
	@scripts/module-tree drivers/gpu/vgt $(MODULE)
	@$(MAKE) --no-print-directory -C $(KDIR) M=$(MODULE) CONFIG_DRM_VGT=m \
		VGT_I915_SRC=$(I915_SRC) $(KFLAGS) modules
	@ln -sfn $(KVER)/vgt.ko $(BUILD)/module/vgt.ko

model:
	@$(MAKE) --no-print-directory -C tools/gpu-model

tools:
	@$(MAKE) --no-print-directory -C tools

guest:
	@$(MAKE) --no-print-directory -C tests/guest

install: module tools
	install -D -m 644 $(MODULE)/vgt.ko $(DESTDIR)$(MODDIR)/vgt.ko
	[ -n "$(DESTDIR)" ] || depmod $(KVER)
	@$(MAKE) --no-print-directory -C tools install PREFIX=$(PREFIX)

demo check check-fast check-long bench:
	@scripts/$@

tags:
	@command -v ctags >/dev/null || { echo 'make tags takes ctags: apt-get install universal-ctags' >&2; exit 1; }
	@find drivers tools tests -name '*.[ch]' | ctags -f $@ -L -

clean:
	rm -rf $(BUILD)
