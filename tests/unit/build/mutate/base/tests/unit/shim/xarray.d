build/mutate/base/tests/unit/shim/xarray.o: \
 /work/main/tests/unit/shim/xarray.c shim/linux/kernel.h \
 shim/linux/types.h shim/linux/align.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/bitops.h shim/linux/bug.h shim/linux/vgt_shim.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h \
 shim/linux/printk.h shim/linux/string.h shim/asm/barrier.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/lib/xarray.c \
 shim/linux/bitmap.h shim/linux/slab.h shim/linux/gfp.h \
 shim/linux/export.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h \
 shim/linux/xarray.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h \
 shim/linux/kconfig.h shim/linux/rcupdate.h shim/linux/sched/mm.h \
 shim/linux/spinlock.h
shim/linux/kernel.h:
shim/linux/types.h:
shim/linux/align.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/bitops.h:
shim/linux/bug.h:
shim/linux/vgt_shim.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h:
shim/linux/printk.h:
shim/linux/string.h:
shim/asm/barrier.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/lib/xarray.c:
shim/linux/bitmap.h:
shim/linux/slab.h:
shim/linux/gfp.h:
shim/linux/export.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h:
shim/linux/xarray.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h:
shim/linux/kconfig.h:
shim/linux/rcupdate.h:
shim/linux/sched/mm.h:
shim/linux/spinlock.h:
