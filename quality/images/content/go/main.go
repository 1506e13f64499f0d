// A program that uses old modules: they stand in its build information.
package main

import (
	"fmt"
	"net/http"

	"github.com/golang-jwt/jwt/v4"
	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
	"golang.org/x/net/html"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v2"
)

func main() {
	tags, _, err := language.ParseAcceptLanguage("en;q=0.8, nl")
	text, _ := yaml.Marshal(tags)
	fmt.Println(err, string(text), html.EscapeString("<"), jwt.SigningMethodHS256.Alg(), ssh.KeyAlgoED25519, websocket.IsUnexpectedCloseError(http.ErrServerClosed))
}
