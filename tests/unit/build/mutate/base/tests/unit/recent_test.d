build/mutate/base/tests/unit/recent_test.o: \
 /work/main/tests/unit/recent_test.c shim/kunit/test.h shim/linux/types.h \
 shim/linux/kernel.h shim/linux/align.h \
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
 /work/main/drivers/gpu/vgt/core/recent.h shim/linux/ktime.h \
 /work/main/drivers/gpu/vgt/core/recent_types.h
shim/kunit/test.h:
shim/linux/types.h:
shim/linux/kernel.h:
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
/work/main/drivers/gpu/vgt/core/recent.h:
shim/linux/ktime.h:
/work/main/drivers/gpu/vgt/core/recent_types.h:
