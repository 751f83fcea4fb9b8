#!/bin/sh
# Makes sure that there is a Chromium with Chinese letters, installing Debian's where that is allowed.
fonts() { fc-list :lang=zh 2>/dev/null | grep -q .; }
if [ -x /usr/bin/chromium ] && fonts; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
    [ -x /usr/bin/chromium ] && exit 0
fi
echo "浏览器测试需要 / the browser tests need: apt-get install chromium fonts-noto-cjk fontconfig" >&2
exit 1
