import{a as o}from"./chunk-3WZXQNPG.js";import"./chunk-3HGP272V.js";import"./chunk-GJVJDKE3.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
