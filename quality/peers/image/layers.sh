#!/usr/bin/env bash
# Makes the layers of a large, ordinary image, with real packages: 0 Debian bookworm, 1 Python, Node and a JRE from
# Debian, 2 a Node application, 3 Python packages and a Java application. Usage: layers.sh FOLDER
# Needs root, debootstrap, npm, pip and Maven. Leaves FOLDER/layer{0,1,2,3}.tar.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$1 root=$1/root
mkdir -p "$out"
cd "$out"

# What was added or changed since a file was made, as a layer. Folders that exist already are in the layers below.
layer() { # NAME SINCE
  find "$root" -xdev \( -newercm "$2" \) ! -type d -printf '%P\n' | grep -vE '^(dev|proc|sys)/' | LC_ALL=C sort > "$out/files"
  tar -C "$root" --numeric-owner --no-recursion -cf "$out/$1.tar" -T "$out/files"
}

debootstrap --variant=minbase bookworm "$root" > debootstrap.log 2>&1 || { tail -n 20 debootstrap.log; exit 1; }
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
tar -C "$root" --numeric-owner --one-file-system --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -cf layer0.tar .

packages='python3 python3-pip python3-requests python3-yaml python3-flask python3-numpy nodejs npm openjdk-17-jre-headless libcommons-lang3-java libjackson2-databind-java libspring-web-java libspring-context-java liblog4j2-java libguava-java ca-certificates curl git openssh-client gcc libc6-dev perl'
touch since1; sleep 1
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/speed"
mkdir -p "$root/usr/share/man/man1"
# The JRE's scripts want /proc: in a mount namespace of their own.
root=$root packages=$packages unshare -m bash -ec '
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$root" apt-get update -qq
  chroot "$root" apt-get install -y -qq --no-install-recommends $packages
  chroot "$root" apt-get clean' > apt.log 2>&1 || { tail -n 20 apt.log; exit 1; }
rm -rf "$root"/var/lib/apt/lists/* "$root/etc/dpkg/dpkg.cfg.d/speed"
layer layer1 since1

touch since2; sleep 1
mkdir -p "$root/app"
cp "$here/package.json" "$root/app/"
(cd "$root/app" && npm install --ignore-scripts --no-audit --no-fund --before=2026-11-01) > npm.log 2>&1 || { tail -n 20 npm.log; exit 1; }
layer layer2 since2

touch since3; sleep 1
python3 -m pip install -q --no-compile --only-binary=:all: --python-version 3.11 --implementation cp --target "$root/opt/venv/lib/python3.11/site-packages" -r "$here/requirements.txt" > pip.log 2>&1 || { tail -n 20 pip.log; exit 1; }
mkdir -p "$root/opt/shop/lib"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$root/opt/shop/lib" > mvn.log 2>&1 || { tail -n 20 mvn.log; exit 1; }
# As Spring Boot packs an application: its libraries in it, stored as they are.
mkdir -p boot/BOOT-INF boot/META-INF
cp -r "$root/opt/shop/lib" boot/BOOT-INF/lib
printf 'Manifest-Version: 1.0\r\nImplementation-Title: shop\r\nImplementation-Version: 1.0.0\r\nStart-Class: shop.Main\r\n' > boot/META-INF/MANIFEST.MF
(cd boot && jar --create --no-compress --file "$root/opt/shop/shop.jar" --manifest META-INF/MANIFEST.MF BOOT-INF)
layer layer3 since3
rm -rf "$root" boot files since* ./*.log
