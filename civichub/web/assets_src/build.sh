#!/bin/sh
# Rebuilds every vendored front-end file from package-lock.json: one stylesheet, the libraries, their licences and
# static/vendor/VERSIONS. Needs Node 20 or newer and an npm registry; nothing else in the project does.
set -eu
cd "$(dirname "$0")"
root=../../..
static=../static
vendor=$static/vendor
tests_vendor=$root/tests/journeys/vendor

npm ci --silent

# The page may not name the crest: its licence stops at GOV.UK addresses, and the static file storage refuses a
# stylesheet that points at a file we do not ship.
npx sass --load-path node_modules --load-path . --style compressed --no-source-map --quiet-deps \
    scss/hub.scss > hub.css.new
sed -E 's#url\("?assets/images/govuk-crest\.svg"?\)#none#g' hub.css.new > $static/hub/hub.css
rm hub.css.new

mkdir -p $static/hub/assets/images
rm -f $static/hub/assets/images/icon-*
for image in $(grep -oE 'assets/images/[a-z-]+\.svg' $static/hub/hub.css | sort -u); do
    cp "node_modules/@ministryofjustice/frontend/moj/$image" "$static/hub/$image"
done

# take SOURCE TARGET: copies one file without the pointer to its source map, which we do not ship either.
take() {
    mkdir -p "$(dirname "$2")"
    sed -E '/^\/\/# sourceMappingURL=/d; s#//\# sourceMappingURL=[A-Za-z0-9._-]+##' "node_modules/$1" > "$2"
}
take govuk-frontend/dist/govuk/govuk-frontend.min.js $vendor/govuk-frontend.min.js
take @ministryofjustice/frontend/moj/moj-frontend.min.js $vendor/moj-frontend.min.js
take htmx.org/dist/htmx.min.js $vendor/htmx.min.js
take htmx-ext-sse/dist/sse.min.js $vendor/htmx-sse.min.js
take leaflet/dist/leaflet.js $vendor/leaflet/leaflet.js
take leaflet/dist/leaflet.css $vendor/leaflet/leaflet.css
mkdir -p $vendor/leaflet/images
cp node_modules/leaflet/dist/images/*.png $vendor/leaflet/images/
cp node_modules/leaflet/LICENSE $vendor/licences/leaflet.txt
cp node_modules/htmx.org/LICENSE $vendor/licences/htmx.txt
cp node_modules/htmx-ext-sse/LICENSE $vendor/licences/htmx-ext-sse.txt
# JsSIP ships CommonJS only.
npx esbuild node_modules/jssip/lib/JsSIP.js --bundle --minify --format=esm --target=es2022 --legal-comments=none \
    --log-level=warning --outfile=$vendor/jssip.min.js
cp node_modules/jssip/LICENSE.md $vendor/licences/jssip.txt
take axe-core/axe.min.js $tests_vendor/axe.min.js
cp node_modules/axe-core/LICENSE $tests_vendor/axe-core-licence.txt

version() { node -p "require('./node_modules/$1/package.json').version"; }
{
    echo "# package  version  licence. Rewritten by assets_src/build.sh; checked by tests/guards/test_vendored_assets.py."
    for package in govuk-frontend @ministryofjustice/frontend htmx.org htmx-ext-sse leaflet jssip axe-core sass esbuild; do
        echo "package  $package  $(version $package)  $(node -p "require('./node_modules/$package/package.json').license || 'see licences'")"
    done
    echo "# sha256  path from the project's root"
    (cd $root && find civichub/web/static/vendor civichub/web/static/hub/hub.css civichub/web/static/hub/assets \
        tests/journeys/vendor -type f ! -name VERSIONS | LC_ALL=C sort | xargs sha256sum)
} > $vendor/VERSIONS
